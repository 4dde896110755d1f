import { DEFAULT_SETTINGS } from '../options.js'
import { readOperator } from './operators.js'

/** What a value can be read as. */
export type ValueKind = 'numeric' | 'boolean' | 'ip' | 'binary' | 'date'

const READERS: Readonly<Record<ValueKind, string>> = {
  numeric: 'NumericEquals',
  boolean: 'Bool',
  ip: 'IpAddress',
  binary: 'BinaryEquals',
  date: 'DateEquals',
}

/**
 * Whether a value of a request can be compared as this kind: a decimal number, `true` or `false`, one IP address, base64, an ISO 8601 instant or epoch
 * seconds. A value that cannot would match nothing.
 *
 * @example
 * isValueOfKind('10.0.0.0/8', 'ip') // false: a range is no address
 */
export function isValueOfKind(value: string, kind: ValueKind): boolean {
  const reader = readOperator(READERS[kind])
  if (reader.kind !== 'compare' || (kind === 'ip' && value.includes('/'))) return false
  return reader.operator.compile([value], { variables: false, settings: DEFAULT_SETTINGS }) !== undefined
}
