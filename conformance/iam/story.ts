// Owns: calls of IAM in order, each compared with what comes, for any client.
import { expect } from 'vitest'
import type { IamClient } from './clients.js'

type Parameters = Readonly<Record<string, unknown>>
/** Ids, markers and passwords of earlier answers, by their names; the last of a name counts. */
export type Found = Readonly<Record<string, string>>

/** A call, and what comes: all of an output, or code and message of an error. */
export type Row = readonly [operation: string, parameters: Parameters, comes: object | readonly [code: string, message: string]]

/** Makes the calls in order, each with what came before it, and compares what comes. */
export async function story(client: IamClient, rows: readonly (Row | ((found: Found) => Row))[]): Promise<void> {
  const found: Record<string, string> = {}
  for (const row of rows) {
    const [operation, parameters, comes] = typeof row === 'function' ? row(found) : row
    const came = await client.call(operation, parameters)
    expect([operation, came]).toEqual([operation, Array.isArray(comes) ? { refused: comes } : { output: comes }])
    for (const [, name = '', value = ''] of JSON.stringify(came).matchAll(/"(\w*Id|Marker|\w*Password)":"([^"]*)"/g)) found[name] = value
  }
}
