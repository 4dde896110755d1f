import type { Shape, TimestampFormat } from './service-model.js'
import { formatTimestamp, parseTimestamp } from './timestamp.js'

const wholeNumber = /^[+-]?\d{1,19}$/
const decimalNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
/** How the protocols write numbers that have no digits (Smithy, "Non-numeric float and double serialization"). */
const notFinite: ReadonlySet<string> = new Set(['NaN', 'Infinity', '-Infinity'])
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** True for shapes that are written as plain text: all except structures, lists and maps. */
export function isScalar(shape: Shape): boolean {
  return shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map'
}

/**
 * Converts text to the value that its shape requires; undefined if the text is invalid. `integer` is 32 bits, `long` a safe integer, booleans any
 * case.
 */
export function parseScalar(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case 'string':
      return text
    case 'integer':
      return parseWhole(text, -(2 ** 31), 2 ** 31 - 1)
    case 'long':
      return parseWhole(text, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
    case 'float':
    case 'double':
      return decimalNumber.test(text) || notFinite.has(text) ? Number(text) : undefined
    case 'boolean':
      return parseBoolean(text)
    case 'timestamp':
      return parseTimestamp(text)
    case 'blob':
      return base64.test(text) ? new Uint8Array(Buffer.from(text, 'base64')) : undefined
    default:
      return undefined
  }
}

function parseWhole(text: string, least: number, most: number): number | undefined {
  if (!wholeNumber.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase()
  if (lower === 'true') return true
  return lower === 'false' ? false : undefined
}

/** How to write a scalar: the format of dates, and whether they have milliseconds (HTTP dates never do). */
export interface ScalarStyle {
  readonly timestamp: TimestampFormat
  readonly millis: boolean
}

/** Converts a value to the text of its shape. Throws TypeError if the value does not fit the shape: a defect of daypass, never of the caller. */
export function scalarText(shape: Shape, value: unknown, style: ScalarStyle): string {
  if (shape.type === 'string' && typeof value === 'string') return value
  if (shape.type === 'boolean' && typeof value === 'boolean') return value ? 'true' : 'false'
  if (shape.type === 'timestamp' && value instanceof Date) return formatTimestamp(value, style.timestamp, style.millis)
  if (shape.type === 'blob' && value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (isNumeric(shape) && typeof value === 'number' && (Number.isFinite(value) || isFraction(shape))) return String(value)
  throw new TypeError(`an output holds no ${shape.type} where ${shape.name} is due`)
}

const isFraction = ({ type }: Shape): boolean => type === 'float' || type === 'double'

/** True for shapes whose values are numbers. */
export function isNumeric(shape: Shape): boolean {
  return shape.type === 'integer' || shape.type === 'long' || isFraction(shape)
}
