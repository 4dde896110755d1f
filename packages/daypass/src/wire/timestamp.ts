import type { TimestampFormat } from './service-model.js'

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/
const httpDate =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d{2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2}) (?:GMT|[+-]0000)$/
const seconds = /^\d{1,12}(?:\.\d{1,9})?$/

/**
 * Reads a date in any of the three forms of the protocols (ISO 8601 with a zone, the IMF-fixdate of RFC 9110 section 5.6.7, seconds since 1970).
 * `+0000` and `-0000` mean `GMT`, as in a `Date` header: a condition whose date is not understood would be dropped. If a format is given, only that
 * one is accepted. Undefined if the text has none of these forms or the day does not exist.
 */
export function parseTimestamp(text: string, format?: TimestampFormat): Date | undefined {
  const isOf = (one: TimestampFormat, pattern: RegExp) => (format === undefined || format === one) && pattern.test(text)
  if (isOf('iso8601', isoDate)) return existing(text, text.slice(8, 10))
  if (isOf('rfc822', httpDate)) return existing(text.replace(/[+-]0000$/, 'GMT'), text.slice(5, 7))
  if (isOf('unixTimestamp', seconds)) return valid(new Date(Math.round(Number(text) * 1000)))
  return undefined
}

// NOTE Date.parse reads 31 February as 3 March, so the day must come out unchanged. A zone can change the day, so only the local part is compared.
function existing(text: string, day: string): Date | undefined {
  const local = new Date(text.endsWith('GMT') ? text : `${text.slice(0, 19)}Z`)
  return local.getUTCDate() === Number(day) ? valid(new Date(text)) : undefined
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date
}

/**
 * Writes a date. ISO 8601 and seconds have no milliseconds unless `millis` is set; these are cut off, never rounded up, because a session must not
 * look longer than it is.
 */
export function formatTimestamp(date: Date, format: TimestampFormat, millis = false): string {
  if (format === 'rfc822') return date.toUTCString()
  if (format === 'unixTimestamp') return String(millis ? date.getTime() / 1000 : Math.floor(date.getTime() / 1000))
  return millis ? date.toISOString() : isoSeconds(date)
}

const ISO_LENGTH = '1970-01-01T00:00:00.000Z'.length

/** The last result: the dates of one response, and of all responses of one second, are mostly the same. */
let written = { second: 0, text: '1970-01-01T00:00:00Z' }

function isoSeconds(date: Date): string {
  const second = Math.floor(date.getTime() / 1000)
  if (written.second === second) return written.text
  const text = date.toISOString()
  // A year of more than four digits has another form, which clients do not read.
  if (text.length !== ISO_LENGTH) throw new RangeError(`${text} is not a date of four digits`)
  written = { second, text: `${text.slice(0, text.length - 5)}Z` }
  return written.text
}
