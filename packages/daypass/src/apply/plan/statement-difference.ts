import { comparablePolicy, policyValue } from '../document/policy-text.js'

/** The text of a policy that a write sets. */
export interface PolicyChange {
  /** What it replaces; undefined for a new policy. */
  readonly before?: string | undefined
  readonly after: string
}

/**
 * A change of a policy by statement: `- {...}` for one that goes, `+ {...}` for one that comes, each as JSON. The other elements, such as Version, are
 * told as `- "Version":...`. A text that is not the same when it is read and written again is told as a whole.
 */
export function statementDifference({ before, after }: PolicyChange): readonly string[] {
  if (before === undefined) return []
  const [had, has] = [partsOf(before), partsOf(after)]
  const gone = without(had, has).map((part) => `- ${part}`)
  const come = without(has, had).map((part) => `+ ${part}`)
  return gone.length + come.length === 0 ? ['the order of the statements alone'] : [...gone, ...come]
}

function partsOf(text: string): readonly string[] {
  const value = policyValue(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [text.replaceAll(/\s+/g, ' ')]
  const { Statement, ...others } = value as Readonly<Record<string, unknown>>
  const elements = Object.entries(others).map(([name, held]) => `${JSON.stringify(name)}:${JSON.stringify(held)}`)
  return [...elements, ...[Statement].flat().map((statement) => JSON.stringify(statement))]
}

/** The parts of one list that another does not have, each as often as it is more often there. */
function without(parts: readonly string[], others: readonly string[]): readonly string[] {
  const left = others.map(comparable)
  return parts.filter((part) => {
    const at = left.indexOf(comparable(part))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

const comparable = (part: string): string => (part.startsWith('{') ? comparablePolicy(part) : part)
