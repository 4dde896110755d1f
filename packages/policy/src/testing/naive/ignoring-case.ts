/** Contract 2: equal by simple case folding per character, as regular expressions with `i` and `u` compare (ECMA-262, Canonicalize). */
export function equalIgnoringCase(one: string, other: string): boolean {
  const [left, right] = [[...one], [...other]]
  return left.length === right.length && left.every((character, at) => isSameLetter(character, right[at] ?? ''))
}

function isSameLetter(one: string, other: string): boolean {
  if (one === other) return true
  return /[\p{L}\p{M}\p{N}\p{S}]/u.test(one) && new RegExp(`^[${/[\^\]\\-]/.test(one) ? `\\${one}` : one}]$`, 'iu').test(other)
}
