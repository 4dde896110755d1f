const DURATION = /^(-)?P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$/

/** Milliseconds of an ISO 8601 duration of days, hours, minutes and seconds (`PT1H30M`, `-PT5M`); undefined for any other text. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text)
  if (match === null || /[PT]$/.test(text)) return undefined
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = match
  const total = Number(days) * 86_400_000 + Number(hours) * 3_600_000 + Number(minutes) * 60_000 + Number(seconds) * 1000
  return sign === undefined ? total : -total
}
