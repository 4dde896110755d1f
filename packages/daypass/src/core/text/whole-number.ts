const DIGITS = /^(?:0|[1-9][0-9]{0,14})$/

/**
 * Parses a whole number from `least` to `most` in decimal digits; undefined for any other text: a sign, a leading zero, `0x10`, `1e3`, or an empty
 * text, which JavaScript reads as 0.
 */
export function readWholeNumber(text: string, { least, most }: { readonly least: number; readonly most: number }): number | undefined {
  if (!DIGITS.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}
