import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../version.js'
import { encodeTraces } from './otlp-json.js'
import type { SpanAttribute, SpanTree } from './span.js'

interface Vector {
  readonly given: { readonly resource: SpanAttribute[]; readonly traces: SpanTree[] }
  readonly made: object
}

const file = new URL('../../../../../vectors/traces/otlp.json', import.meta.url)

/** The SDK writes what is empty, and 64-bit integers as numbers, which the mapping allows too. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([name, one]) => {
    const isEmpty = one === 0 || (Array.isArray(one) && one.length === 0)
    return !(isEmpty || (name === 'status' && (one as { code: number }).code === 0))
  })
  return Object.fromEntries(members.map(([name, one]) => [name, name === 'intValue' ? String(one) : normal(one)]))
}

describe('the encoding of traces', () => {
  it('is that of the SDK of OpenTelemetry', () => {
    const { given, made } = JSON.parse(readFileSync(file, 'utf8').replaceAll('"VERSION"', JSON.stringify(VERSION))) as Vector
    expect(normal(JSON.parse(encodeTraces(given.resource, given.traces)))).toEqual(normal(made))
  })
})
