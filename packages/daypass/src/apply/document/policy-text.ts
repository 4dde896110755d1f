import { type PolicyKind, parsePolicy } from '@daypass/policy'

/** The JSON text of a policy as a document has it. */
export const policyTextOf = (given: unknown): string => (typeof given === 'string' ? given : JSON.stringify(given))

/** What is wrong with a policy, and where in its text; undefined where a service would take it. */
export function policyProblem(given: unknown, kind: PolicyKind): string | undefined {
  const parsed = parsePolicy(policyTextOf(given), kind, { saving: { partition: 'aws' } })
  if (parsed.ok) return undefined
  const hint = DATE_VERSION.test(policyTextOf(given)) ? ' Version was read as a date. Write it in quotes.' : ''
  const isLong = typeof given === 'string' && given.includes('\n')
  return parsed.problems
    .map(({ detail, line, column }) => `${isLong ? `line ${line}, column ${column} of it: ` : ''}${detail.replace(/\.?$/, '.')}`)
    .join(' ')
    .concat(hint)
}

/** What a reader of YAML 1.1 makes of `Version: 2012-10-17`, written as JSON. */
const DATE_VERSION = /"Version":"\d{4}-\d\d-\d\dT00:00:00\.000Z"/

/** JSON text without the space between its parts. */
const compact = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')

/**
 * The value of a policy's text, if writing it again gives the same text but for space: no key twice, no number or escape that would change. Undefined
 * otherwise.
 */
export function policyValue(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return JSON.stringify(value) === compact(text) ? value : undefined
  } catch {
    return undefined
  }
}

/** A text that is the same for two policies where only space and the order of keys differ. */
export function comparablePolicy(text: string): string {
  const value = policyValue(text)
  return value === undefined ? text : JSON.stringify(sorted(value))
}

/** Whether two policies differ in nothing but space and the order of keys. */
export const samePolicy = (one: string, other: string): boolean => comparablePolicy(one) === comparablePolicy(other)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as object).map(([key, held]) => [key, sorted(held)] as const)
  return { entries: entries.sort(([one], [other]) => (one < other ? -1 : 1)) }
}

/** What a policy may do to what is allowed: only take away, only give, or both. A policy that cannot be read counts as both. */
export type PolicyEffect = 'deny' | 'allow' | 'mixed'

export function policyEffect(text: string): PolicyEffect {
  try {
    const { Statement } = JSON.parse(text) as { Statement: { Effect: string } | readonly { Effect: string }[] }
    return combinedEffect([Statement].flat().map(({ Effect }) => (Effect === 'Deny' ? 'deny' : 'allow')))
  } catch {
    return 'mixed'
  }
}

/** The effect of several together; nothing at all counts as what gives. */
export function combinedEffect(effects: readonly PolicyEffect[]): PolicyEffect {
  if (effects.every((one) => one === 'allow')) return 'allow'
  return effects.every((one) => one === 'deny') ? 'deny' : 'mixed'
}
