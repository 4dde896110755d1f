/** `true` and `false`, in any case. Any other text, on either side, matches nothing. */
export function boolEquals(values: readonly string[]): (value: string) => boolean {
  const wanted = new Set(values.map((value) => value.toLowerCase()).filter(isBool))
  return (value) => wanted.has(value.toLowerCase())
}

function isBool(text: string): boolean {
  return text === 'true' || text === 'false'
}
