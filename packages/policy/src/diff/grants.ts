import { type CompiledPolicies, compilePolicies } from '../compile.js'
import type { PolicyLayer } from '../decision.js'
import type { PolicyKind } from '../document/kinds.js'
import type { ConditionEntry, Policy, Statement } from '../document/policy.js'
import { evaluate, type PreparedRequest } from '../evaluate.js'
import { hasWildcard } from '../matching/action.js'
import { foldCase } from '../matching/fold-case.js'
import { comparable } from './probes.js'
import type { StepBudget } from './step-budget.js'

/** Condition lines that must all hold. The key of each is a text that is equal for lines with the same meaning. */
export type Terms = ReadonlyMap<string, ConditionEntry>

/** What a document says about one request: it is allowed if the terms of an Allow hold and those of no Deny do. */
export interface Grants {
  readonly allows: readonly Terms[]
  readonly denies: readonly Terms[]
}

/** One statement: compiled without its conditions, and the conditions as terms. */
export interface Clause {
  readonly compiled: CompiledPolicies
  readonly isAllow: boolean
  readonly terms: Terms
  /** The cost of evaluating it; see `StepBudget`. */
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

/** Splits a document into clauses. */
export function clausesOf(policy: Policy): Clause[] {
  return policy.statements.map((statement) => ({
    compiled: compilePolicies([{ name: '', policy: { ...policy, statements: [unconditional(statement)] } }]),
    isAllow: statement.effect === 'Allow',
    terms: termsOf(statement, policy),
    steps: stepsOf(statement),
  }))
}

/** What the clauses of a document of one kind say about a request. RCPs only deny: they implicitly allow everything else. */
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
  // Actions without wildcards are looked up.
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

/** The version changes the meaning of a value only if the value contains a variable. */
function termText({ operator, key, values }: ConditionEntry, version: string): string {
  const said = values.some((value) => value.includes('${')) ? version : ''
  return JSON.stringify([operator, foldCase(key), values.toSorted(), said])
}

/**
 * The smallest sets of terms under which `after` allows and `before` does not, with each term true or false on its own. Exact for that model: further
 * terms can only make more Denies of `after` or Allows of `before` apply, so no other set needs to be tried.
 */
export function newlyAllowed(before: Grants, after: Grants, steps: StepBudget): Terms[] {
  steps.take(after.allows.length * (1 + before.denies.length) * sizeOf(before, after))
  const tries = after.allows.flatMap((allow) => [allow, ...before.denies.map((deny): Terms => new Map([...allow, ...deny]))])
  const gained = tries.filter((terms) => isAllowed(after, terms) && !isAllowed(before, terms))
  steps.take(gained.length * gained.length)
  return gained.filter((terms, index) => !gained.some((other, at) => isSubset(other, terms) && (other.size < terms.size || at < index)))
}

/** The cost of comparing one set of terms with both documents. */
const sizeOf = (...documents: readonly Grants[]): number =>
  documents.flatMap(({ allows, denies }) => [...allows, ...denies]).reduce((sum, terms) => sum + 1 + terms.size, 0)

function isAllowed({ allows, denies }: Grants, terms: Terms): boolean {
  return allows.some((allow) => isSubset(allow, terms)) && !denies.some((deny) => isSubset(deny, terms))
}

/** Whether all terms of the first set are in the second. */
export function isSubset(one: Terms, other: Terms): boolean {
  return [...one.keys()].every((key) => other.has(key))
}
