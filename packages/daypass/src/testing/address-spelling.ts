/** The groups of the IPv4-mapped IPv6 address for four numbers. */
export const mappedGroups = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly number[] => [
  ...[0, 0, 0, 0, 0, 0xffff],
  (a << 8) | b,
  (c << 8) | d,
]

/** How many choices `spell` needs. */
export const SPELLING_CHOICES = 10

/**
 * One of the many spellings of an IPv6 address. The choices, any whole numbers, select leading zeros and case of each group, which zeros are left
 * out, and whether the end is dotted.
 */
export function spell(groups: readonly number[], choices: readonly number[]): string {
  const [zeros = 0, dot = 0] = choices.slice(8)
  const texts = groups.map((group, i) => {
    const choice = choices[i] ?? 0
    const text = group.toString(16).padStart((choice % 4) + 1, '0')
    return choice % 8 < 4 ? text : text.toUpperCase()
  })
  const [high = 0, low = 0] = groups.slice(6)
  const end = dot % 2 === 0 ? texts.slice(6) : [`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`]
  return withoutZeros([...texts.slice(0, 6), ...end], zeros)
}

/** Leaves out one of the runs of zeros, or none of them. */
function withoutZeros(parts: readonly string[], choice: number): string {
  const runs = parts.flatMap((_, from) => parts.slice(from).map((_part, i) => ({ from, to: from + i + 1 })))
  const zeros = runs.filter(({ from, to }) => parts.slice(from, to).every((part) => /^0+$/.test(part)))
  const run = zeros[choice % (zeros.length + 1)]
  return run === undefined ? parts.join(':') : `${parts.slice(0, run.from).join(':')}::${parts.slice(run.to).join(':')}`
}
