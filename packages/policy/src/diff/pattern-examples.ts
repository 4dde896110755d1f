import { parseTokens, type Syntax } from '../matching/template.js'
import type { StepBudget } from './step-budget.js'

/** Stands for any run of characters: a name that is not used anywhere. */
const FILL = 'Zz'
const ONE = 'z'

/** The value of a policy variable: the same for the same variable, and not named by any pattern. */
export const variableValue = (key: string): string => `{${key.replaceAll(':', '.')}}`

/** One character, or a wildcard with a text that it matches. */
interface Unit {
  readonly wild?: 'run' | 'one'
  readonly text: string
}

/** The keys of the variables in a pattern. */
export function variablesIn(pattern: string, syntax: Syntax): string[] {
  return (parseTokens(pattern, syntax) ?? []).flatMap((token) => (token.kind === 'variable' ? [token.key] : []))
}

/** Texts that a pattern covers and that narrower patterns are unlikely to cover: each `*` replaced by an unused name, and by nothing. */
export function examplesOf(pattern: string, syntax: Syntax): string[] {
  const units = unitsOf(pattern, syntax)
  const filled = (run: string) => units.map(({ wild, text }) => (wild === 'run' ? run : text)).join('')
  return [...new Set([filled(FILL), filled('')])]
}

/** A text that both patterns cover; undefined if there is none. */
export function commonExample(
  one: readonly [pattern: string, syntax: Syntax],
  other: readonly [pattern: string, syntax: Syntax],
  steps: StepBudget,
): string | undefined {
  return meet(unitsOf(...one), unitsOf(...other), steps)
}

/** Characters and wildcards, one by one. */
function unitsOf(pattern: string, syntax: Syntax): Unit[] {
  return (parseTokens(pattern, syntax) ?? []).flatMap((token): Unit[] => {
    if (token.kind === 'run' || token.kind === 'one') return [{ wild: token.kind, text: token.kind === 'run' ? FILL : ONE }]
    const text = token.kind === 'text' ? token.text : variableValue(token.key)
    return [...text].map((character) => ({ text: character }))
  })
}

/** A position in both patterns, and the text that was written to get there from the previous one. */
interface MatchState {
  readonly i: number
  readonly j: number
  readonly text: string
}

/** Walks two patterns in parallel; every pair of positions is tried once. Patterns are long, so the path is kept in a list instead of on the stack. */
function meet(one: readonly Unit[], other: readonly Unit[], steps: StepBudget): string | undefined {
  const width = other.length + 1
  steps.take(((one.length + 1) * width) / 2)
  const tried = new Uint8Array((one.length + 1) * width)
  const way: { readonly state: MatchState; readonly onward: MatchState[] }[] = []
  const enter = (state: MatchState) => {
    steps.take(2)
    tried[state.i * width + state.j] = 1
    way.push({ state, onward: onwardFrom(state, one[state.i], other[state.j]) })
  }
  enter({ i: 0, j: 0, text: '' })
  for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
    if (last.state.i === one.length && last.state.j === other.length) return way.map(({ state }) => state.text).join('')
    const next = last.onward.shift()
    if (next === undefined) way.pop()
    else if (tried[next.i * width + next.j] !== 1) enter(next)
  }
  return undefined
}

/** The states that can follow in both patterns, the likelier one first. */
function onwardFrom({ i, j }: MatchState, x: Unit | undefined, y: Unit | undefined): MatchState[] {
  const along = (unit: Unit | undefined, text: string): MatchState[] =>
    unit === undefined ? [] : [unit === x ? { i: i + 1, j, text } : { i, j: j + 1, text }]
  if (x?.wild === 'run' && y?.wild === 'run') return [...along(y, FILL), ...along(x, FILL)]
  if (x?.wild === 'run') return [...along(y, y?.text ?? ''), ...along(x, '')]
  if (y?.wild === 'run') return [...along(x, x?.text ?? ''), ...along(y, '')]
  if (x === undefined || y === undefined) return []
  const fits = x.wild === 'one' || y.wild === 'one' || x.text === y.text
  return fits ? [{ i: i + 1, j: j + 1, text: x.wild === 'one' ? y.text : x.text }] : []
}
