/** Milliseconds since the epoch as `YYYYMMDDTHHMMSSZ`, the ISO 8601 basic form of SigV4. Fractions of a second are cut off. */
export function formatAmzDate(ms: number): string {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

/** `YYYYMMDDTHHMMSSZ` to milliseconds since the epoch; undefined for any other shape and for days and hours that do not exist. */
export function parseAmzDate(text: string): number | undefined {
  if (text.length !== 16 || text[8] !== 'T' || text[15] !== 'Z') return undefined
  const [year, month, day] = [digits(text, 0, 4), digits(text, 4, 6), digits(text, 6, 8)]
  const [hour, minute, second] = [digits(text, 9, 11), digits(text, 11, 13), digits(text, 13, 15)]
  // NaN is never greater than anything. Date.UTC reads years below 100 as other years.
  const isReal = year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
  return isReal && hour < 24 && minute < 60 && second < 60 ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined
}

const ZERO = 0x30

/** The number of these digits; NaN if one of them is not a digit. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}

const DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysOf(year: number, month: number): number {
  const isLeap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return isLeap ? 29 : (DAYS[month - 1] ?? 0)
}

/**
 * The value of a `Date` header: RFC 1123 form (RFC 9110 section 5.6.7, IMF-fixdate) or ISO 8601 basic, which SigV4 also allows there. `+0000` and
 * `-0000` may replace `GMT` (RFC 5322 section 3.3), as written by the mail libraries that clients use for the header. Everything else, where
 * Date.parse would guess, is undefined.
 */
export function parseDateHeader(text: string): number | undefined {
  const basic = parseAmzDate(text)
  if (basic !== undefined) return basic
  const inGmt = text.replace(/ [+-]0000$/, ' GMT')
  const ms = Date.parse(inGmt)
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === inGmt ? ms : undefined
}
