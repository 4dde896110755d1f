const DIGITS = /^(?:0|[1-9][0-9]{0,14})$/

/** The whole number that a text is, in decimal digits and nothing else, from `least` to `most`; undefined for any other text: no sign, no leading zero, no `0x10`, no `1e3`, and no empty text, which JavaScript takes for 0. */
export function readWholeNumber(text: string, { least, most }: { readonly least: number; readonly most: number }): number | undefined {
  if (!DIGITS.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}
