import { rememberLast } from './remember-last.js'
import type { ValueTest } from './value-test.js'

const EPOCH = /^-?[0-9]{1,15}(?:\.[0-9]{1,9})?$/
const ISO =
  /^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?)?)?)?$/

type Comparison = (difference: number) => boolean

const parseRequested = rememberLast(parseInstant)

/** Compares instants. A value of the request that is not a date matches nothing. */
export function dateCompares(holds: Comparison): (values: readonly string[]) => ValueTest | undefined {
  return (values) => {
    const instants = values.map(parseInstant).filter((instant) => instant !== undefined)
    if (instants.length < values.length) return undefined
    return (value) => {
      const request = parseRequested(value)
      if (request === undefined) return false
      for (const policy of instants) {
        if (holds(request - policy)) return true
      }
      return false
    }
  }
}

/**
 * Milliseconds since 1970, from W3C ISO 8601 (a year is its first day, a date without a time is midnight UTC, a time without an offset is UTC) or
 * from epoch seconds. A text of digits is epoch seconds, except that four digits are a year. Undefined for anything else, including impossible dates.
 */
export function parseInstant(text: string): number | undefined {
  const match = ISO.exec(text)
  if (match === null && EPOCH.test(text)) return Number(text) * 1000
  if (match === null) return undefined
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const date = dayStart(Number(year), Number(month), Number(day))
  const time = timeOfDay(Number(hour), Number(minute), Number(`${second}${fraction}`))
  const offset = zoneOffset(zone)
  return date === undefined || time === undefined || offset === undefined ? undefined : date + time - offset
}

function dayStart(year: number, month: number, day: number): number | undefined {
  // Uses setUTCFullYear because Date.UTC reads the years 0 to 99 as 1900 to 1999. A day or month that does not exist rolls over into another month.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 ? date.getTime() : undefined
}

function timeOfDay(hour: number, minute: number, second: number): number | undefined {
  return hour < 24 && minute < 60 && second < 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : undefined
}

function zoneOffset(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 23 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
