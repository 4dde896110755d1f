import { readTokens, type Syntax } from '../matching/template.js'

/** What stands for any run of characters: names that nobody gives. */
const FILL = 'Zz'
const ONE = 'z'

/** A policy variable's value: the same for the same variable, and nothing that a pattern names. */
export const variableValue = (key: string): string => `{${key.replaceAll(':', '.')}}`

/** One character, or a wildcard and what may stand for it. */
interface Unit {
  readonly wild?: 'run' | 'one'
  readonly text: string
}

/** The keys of the variables in a pattern. */
export function variablesIn(pattern: string, syntax: Syntax): string[] {
  return (readTokens(pattern, syntax) ?? []).flatMap((token) => (token.kind === 'variable' ? [token.key] : []))
}

/** Texts that a pattern covers and that narrower patterns are unlikely to cover: each `*` as a name nobody has, and as nothing. */
export function witnessesOf(pattern: string, syntax: Syntax): string[] {
  const units = unitsOf(pattern, syntax)
  const filled = (run: string) => units.map(({ wild, text }) => (wild === 'run' ? run : text)).join('')
  return [...new Set([filled(FILL), filled('')])]
}

/** A text that both patterns cover; undefined when there is none. */
export function commonWitness(
  one: readonly [pattern: string, syntax: Syntax],
  other: readonly [pattern: string, syntax: Syntax],
): string | undefined {
  return new Meeting(unitsOf(...one), unitsOf(...other)).find(0, 0)
}

/** Characters and wildcards, one by one. */
function unitsOf(pattern: string, syntax: Syntax): Unit[] {
  return (readTokens(pattern, syntax) ?? []).flatMap((token): Unit[] => {
    if (token.kind === 'run' || token.kind === 'one') return [{ wild: token.kind, text: token.kind === 'run' ? FILL : ONE }]
    const text = token.kind === 'text' ? token.text : variableValue(token.key)
    return [...text].map((character) => ({ text: character }))
  })
}

/** Walks two patterns side by side; every pair of places is tried once. */
class Meeting {
  readonly #one: readonly Unit[]
  readonly #other: readonly Unit[]
  readonly #tried = new Set<number>()

  constructor(one: readonly Unit[], other: readonly Unit[]) {
    this.#one = one
    this.#other = other
  }

  find(i: number, j: number): string | undefined {
    const place = i * (this.#other.length + 1) + j
    if (this.#tried.has(place)) return undefined
    this.#tried.add(place)
    const [x, y] = [this.#one[i], this.#other[j]]
    if (x === undefined && y === undefined) return ''
    if (x?.wild === 'run' && y?.wild === 'run') return joined(FILL, this.find(i, j + 1) ?? this.find(i + 1, j))
    if (x?.wild === 'run') return (y && joined(y.text, this.find(i, j + 1))) ?? this.find(i + 1, j)
    if (y?.wild === 'run') return (x && joined(x.text, this.find(i + 1, j))) ?? this.find(i, j + 1)
    if (x === undefined || y === undefined) return undefined
    const fits = x.wild === 'one' || y.wild === 'one' || x.text === y.text
    return fits ? joined(x.wild === 'one' ? y.text : x.text, this.find(i + 1, j + 1)) : undefined
  }
}

const joined = (head: string, tail: string | undefined): string | undefined => (tail === undefined ? undefined : head + tail)
