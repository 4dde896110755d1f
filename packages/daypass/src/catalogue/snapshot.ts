import { readFileSync } from 'node:fs'
import type { ConditionKey } from './service.js'

const DATA = new URL('../../data/', import.meta.url)

/** The packaged snapshot as text: no service is decoded yet. */
export interface CatalogueSnapshot {
  readonly globalKeys: readonly ConditionKey[]
  /** The line of each service, by prefix in alphabetical order. */
  readonly lines: ReadonlyMap<string, string>
}

const PREFIX = /^\{"prefix":"([^"]+)"/

/** Reads the packaged snapshot: one megabyte, in some milliseconds. */
export function readCatalogueSnapshot(): CatalogueSnapshot {
  const [first = '{}', ...rest] = readFileSync(new URL('aws-actions.jsonl', DATA), 'utf8').trimEnd().split('\n')
  const { globalKeys = [] } = JSON.parse(first) as { globalKeys?: [string, string][] }
  return {
    globalKeys: globalKeys.map(([key, type]) => ({ key, type })),
    lines: new Map(rest.map((line) => [PREFIX.exec(line)?.[1] ?? '', line])),
  }
}
