import { parseTimestamp } from '../../wire/timestamp.js'

/** Why an entity of a file cannot be sent. It is left out and reported. */
export class Unreadable extends Error {
  readonly code = 'Unreadable'
}

/** From here on a number is milliseconds: seconds that large are after the year 5000. */
const MILLISECONDS = 100_000_000_000

/**
 * A time as clients write it, as ISO 8601 in UTC: ISO 8601 with a `T` or a space, HTTP's form, seconds or milliseconds since 1970 as number or text. Nothing where there is none.
 */
export function isoTime(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const time = typeof value === 'number' ? ofNumber(value) : typeof value === 'string' ? ofText(value) : undefined
  if (time === undefined || !(time >= 0 && time < 253_402_300_800_000)) throw new Unreadable(`${JSON.stringify(value)} is not a time.`)
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

const ofNumber = (value: number): number => (value < MILLISECONDS ? value * 1000 : value)

function ofText(value: string): number | undefined {
  if (/^\d{1,14}(?:\.\d+)?$/.test(value)) return ofNumber(Number(value))
  return parseTimestamp(value.replace(/^(\d{4}-\d{2}-\d{2}) (?=\d{2}:)/, '$1T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))?.getTime()
}

/**
 * A policy document as text: it comes as an object, as text, or percent-encoded as IAM's API has it (RFC 3986). An object is printed again without white
 * space. Its numbers must be such that this changes none.
 */
export function documentOf(value: unknown): string {
  if (typeof value === 'string') return /^\s*\{/.test(value) ? value : decoded(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unreadable('A policy document must be an object or a text.')
  try {
    return JSON.stringify(value, (_name, held: unknown) => {
      if (typeof held === 'number' && !isExact(held))
        throw new Unreadable(`The number ${held} of a policy document is not exact. Give the document as text.`)
      return held
    })
  } catch (error) {
    if (error instanceof RangeError) throw new Unreadable('A policy document is nested too deeply.')
    throw error
  }
}

const isExact = (value: number): boolean => Number.isSafeInteger(value) || (Number.isFinite(value) && Math.abs(value) < 1e15)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Unreadable('A policy document is not valid percent-encoding.')
  }
}
