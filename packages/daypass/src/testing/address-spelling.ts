import fc from 'fast-check'

/** How an IPv6 address is written: leading zeros and case of each group, which zeros are left out, and whether the end is dotted. */
interface Choices {
  readonly pad: readonly number[]
  readonly upper: readonly boolean[]
  readonly zeros: number
  readonly dot: boolean
}

const choices: fc.Arbitrary<Choices> = fc.record({
  pad: fc.array(fc.nat(3), { minLength: 8, maxLength: 8 }),
  upper: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  zeros: fc.nat(100),
  dot: fc.boolean(),
})

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) })
/** The eight groups of an IPv6 address, many of them zero. */
export const ipv6Groups: fc.Arbitrary<readonly number[]> = fc.array(group, { minLength: 8, maxLength: 8 })
/** The four numbers of an IPv4 address. */
export const ipv4Octets: fc.Arbitrary<readonly number[]> = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })

/** The groups of the IPv4-mapped IPv6 address. */
export const mappedGroups = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): readonly number[] => [
  ...[0, 0, 0, 0, 0, 0xffff],
  (a << 8) | b,
  (c << 8) | d,
]

/** Any of the many spellings of an IPv6 address. */
export const spellingOf = (groups: readonly number[]): fc.Arbitrary<string> => choices.map((chosen) => spell(groups, chosen))

function spell(groups: readonly number[], { pad, upper, zeros, dot }: Choices): string {
  const texts = groups.map((one, i) => {
    const text = one.toString(16).padStart((pad[i] ?? 0) + 1, '0')
    return upper[i] ? text.toUpperCase() : text
  })
  const [high = 0, low = 0] = groups.slice(6)
  const end = dot ? [`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`] : texts.slice(6)
  return withoutZeros([...texts.slice(0, 6), ...end], zeros)
}

/** Leaves out one of the runs of zeros, or none. */
function withoutZeros(parts: readonly string[], choice: number): string {
  const runs = parts.flatMap((_, from) => parts.slice(from).map((_part, i) => ({ from, to: from + i + 1 })))
  const zeros = runs.filter(({ from, to }) => parts.slice(from, to).every((part) => /^0+$/.test(part)))
  const run = zeros[choice % (zeros.length + 1)]
  return run === undefined ? parts.join(':') : `${parts.slice(0, run.from).join(':')}::${parts.slice(run.to).join(':')}`
}
