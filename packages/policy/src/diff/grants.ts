import { type CompiledPolicies, compilePolicies } from '../compile.js'
import type { PolicyLayer } from '../decision.js'
import type { PolicyKind } from '../document/kinds.js'
import type { ConditionEntry, Policy, Statement } from '../document/policy.js'
import { evaluate, type PreparedRequest } from '../evaluate.js'
import { hasWildcard } from '../matching/action.js'
import { foldCase } from '../matching/fold-case.js'
import { comparable } from './probes.js'
import type { StepBudget } from './step-budget.js'

/** Condition lines that must all hold; each is known by a text that is equal when it means the same. */
export type Terms = ReadonlyMap<string, ConditionEntry>

/** What a document says about one request: it is allowed where the terms of an Allow hold and those of no Deny do. */
export interface Grants {
  readonly allows: readonly Terms[]
  readonly denies: readonly Terms[]
}

/** One statement without its conditions, ready to be asked, and they. */
export interface Clause {
  readonly compiled: CompiledPolicies
  readonly isAllow: boolean
  readonly terms: Terms
  /** What asking it costs; see `StepBudget`. */
  readonly steps: number
}

const LAYERS: Readonly<Record<PolicyKind, PolicyLayer>> = {
  identity: 'identity',
  managed: 'identity',
  boundary: 'boundary',
  session: 'session',
  trust: 'trust',
  's3-bucket': 'resource',
  'kms-key': 'resource',
  resource: 'resource',
  scp: 'scp',
  rcp: 'rcp',
}

/** Cuts a document into clauses. */
export function clausesOf(policy: Policy): Clause[] {
  return policy.statements.map((statement) => ({
    compiled: compilePolicies([{ name: '', policy: { ...policy, statements: [unconditional(statement)] } }]),
    isAllow: statement.effect === 'Allow',
    terms: termsOf(statement, policy),
    steps: stepsOf(statement),
  }))
}

/** What the clauses of a document of a kind say about a request. RCPs only deny: that they would allow all else is implied. */
export function grantsFor(clauses: readonly Clause[], prepared: PreparedRequest, kind: PolicyKind): Grants {
  const ref = { layer: LAYERS[kind] }
  const applicable = clauses.filter(({ compiled }) => {
    const { allows, denies } = evaluate(compiled, prepared, ref)
    return allows.length + denies.length > 0
  })
  const terms = (isAllow: boolean) => applicable.filter((clause) => clause.isAllow === isAllow).map((clause) => clause.terms)
  return { allows: kind === 'rcp' ? [new Map()] : terms(true), denies: terms(false) }
}

function stepsOf({ action, resource, principal }: Statement): number {
  // Whole actions are looked up.
  const patterns = [
    ...action.patterns.filter(hasWildcard),
    ...(resource?.patterns ?? []),
    ...(principal?.entries.map(({ value }) => value) ?? []),
  ]
  return patterns.reduce((sum, { length }) => sum + 1 + Math.floor(length / 16), 5)
}

function unconditional({ principal, ...statement }: Statement): Statement {
  const names = principal && { principal: { ...principal, entries: principal.entries.map(comparable) } }
  return { ...statement, ...names, conditions: [] }
}

function termsOf({ conditions }: Statement, { version }: Policy): Terms {
  return new Map(conditions.map((entry) => [termText(entry, version), entry]))
}

/** Only with a variable in it does the version change what a value means. */
function termText({ operator, key, values }: ConditionEntry, version: string): string {
  const said = values.some((value) => value.includes('${')) ? version : ''
  return JSON.stringify([operator, foldCase(key), values.toSorted(), said])
}

/**
 * The fewest terms under which `after` allows and `before` does not, each term taken as true or false on its own. Exact for that reading: what
 * holds in addition can only make more Denies of `after` or Allows of `before` apply, so no other set need be tried.
 */
export function newlyAllowed(before: Grants, after: Grants, steps: StepBudget): Terms[] {
  steps.take(after.allows.length * (1 + before.denies.length) * sizeOf(before, after))
  const tries = after.allows.flatMap((allow) => [allow, ...before.denies.map((deny): Terms => new Map([...allow, ...deny]))])
  const gained = tries.filter((terms) => isAllowed(after, terms) && !isAllowed(before, terms))
  steps.take(gained.length * gained.length)
  return gained.filter((terms, index) => !gained.some((other, at) => isSubset(other, terms) && (other.size < terms.size || at < index)))
}

/** How much it costs to hold one set of terms against both documents. */
const sizeOf = (...documents: readonly Grants[]): number =>
  documents.flatMap(({ allows, denies }) => [...allows, ...denies]).reduce((sum, terms) => sum + 1 + terms.size, 0)

function isAllowed({ allows, denies }: Grants, terms: Terms): boolean {
  return allows.some((allow) => isSubset(allow, terms)) && !denies.some((deny) => isSubset(deny, terms))
}

/** Whether all of the first are among the second. */
export function isSubset(one: Terms, other: Terms): boolean {
  return [...one.keys()].every((key) => other.has(key))
}
