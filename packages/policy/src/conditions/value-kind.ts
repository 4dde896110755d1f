import { DEFAULT_SETTINGS } from '../options.js'
import { parseOperator } from './operators.js'

/**
 * The kind of value that a text can be parsed as.
 *
 * @example
 * const kinds: readonly ValueKind[] = ['numeric', 'boolean', 'ip', 'binary', 'date']
 * console.log(kinds.filter((kind) => isValueOfKind('2026', kind)).join(' '))
 * // => numeric binary date
 */
export type ValueKind = 'numeric' | 'boolean' | 'ip' | 'binary' | 'date'

const READERS: Readonly<Record<ValueKind, string>> = {
  numeric: 'NumericEquals',
  boolean: 'Bool',
  ip: 'IpAddress',
  binary: 'BinaryEquals',
  date: 'DateEquals',
}

/**
 * Whether a value of a request can be compared as this kind: a decimal number, `true` or `false`, one IP address, base64, an ISO 8601 instant or
 * epoch seconds. Any other value would match nothing.
 *
 * @example
 * console.log(isValueOfKind('10.0.0.1', 'ip'), isValueOfKind('10.0.0.0/8', 'ip')) // a range is not an address
 * // => true false
 */
export function isValueOfKind(value: string, kind: ValueKind): boolean {
  const reader = parseOperator(READERS[kind])
  if (reader.kind !== 'compare' || (kind === 'ip' && value.includes('/'))) return false
  return reader.operator.compile([value], { variables: false, settings: DEFAULT_SETTINGS }) !== undefined
}
