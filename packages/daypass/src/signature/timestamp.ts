const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** Milliseconds since the epoch as `YYYYMMDDTHHMMSSZ`, the ISO 8601 basic form of SigV4. Milliseconds are cut off. */
export function formatAmzDate(ms: number): string {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}Z`
}

/** `YYYYMMDDTHHMMSSZ` to milliseconds since the epoch; undefined for any other shape and for days and hours that do not exist. */
export function parseAmzDate(text: string): number | undefined {
  const parts = AMZ_DATE.exec(text)
  if (parts === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number)
  const ms = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(ms)
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal && hour < 24 && minute < 60 && second < 60 ? ms : undefined
}

/**
 * The value of a `Date` header: RFC 1123 form (RFC 9110 section 5.6.7, IMF-fixdate) or ISO 8601 basic, which SigV4 allows there too.
 * Anything Date.parse would guess at beyond these two is undefined.
 */
export function parseDateHeader(text: string): number | undefined {
  const basic = parseAmzDate(text)
  if (basic !== undefined) return basic
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === text ? ms : undefined
}
