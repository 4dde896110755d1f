import { form, type Unsigned } from './signed-request.js'

/** Parameters of an operation, as SDKs take them. */
export type Parameters = Readonly<Record<string, unknown>>

/** Parameters as the query protocol writes them: list members counted from 1, structures with dots. */
export function flattened(value: unknown, name = ''): [string, string][] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item, i) => flattened(item, `${name}.member.${i + 1}`))
  if (typeof value !== 'object' || value === null) return [[name, String(value)]]
  return Object.entries(value).flatMap(([key, member]) => flattened(member, name === '' ? key : `${name}.${key}`))
}

/** A call of STS or IAM with nested parameters. */
export const call = (service: 'sts' | 'iam', Action: string, parameters: Parameters = {}): Unsigned =>
  form(service, { Action, ...Object.fromEntries(flattened(parameters)) })
