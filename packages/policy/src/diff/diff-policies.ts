/**
 * diff: what one document allows and another does not, over everything that the two name. Owns the choice of what is compared and how conditions are
 * compared. Matching is the engine's own. Refuses to call itself a proof: see `diffPolicies`.
 */

import type { ConditionEntry, Policy } from '../document/policy.js'
import { prepareRequest } from '../evaluate.js'
import { foldCase } from '../matching/fold-case.js'
import type { Principal } from '../matching/principal.js'
import { type Clause, clausesOf, grantsFor, isSubset, newlyAllowed, type Terms } from './grants.js'
import { variablesIn, variableValue } from './pattern-examples.js'
import { actionProbes, coveringSteps, covers, type Probe, principalProbes, resourceProbes } from './probes.js'
import { StepBudget } from './step-budget.js'

/**
 * Something that one document allows and the other does not.
 *
 * @example
 * const show = ({ action, resource, when }: PolicyChange) => `${action} on ${resource}, ${when.map(({ operator }) => operator).join() || 'always'}`
 * const after = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}', 'managed')
 * console.log(after.ok && diffPolicies(policy, after.policy).gained.map(show).join('; '))
 * // => s3:Get* on *, always
 */
export interface PolicyChange {
  /** As a document names it, or two names joined by ` & ` for what matches both; `*` also stands for everything that neither document names. */
  readonly action: string
  /** As for `action`; absent for documents that name no resource. */
  readonly resource?: string
  /** An account, ARN, id, `Service:name`, `Federated:provider`, or `*`; absent for documents that name no principal. */
  readonly principal?: string
  /** Condition lines that must all hold; empty means always. */
  readonly when: readonly ConditionEntry[]
  /** A request that shows the change. */
  readonly example: { readonly action: string; readonly resource: string }
}

/**
 * The changes in both directions.
 *
 * @example
 * const count = ({ gained, lost }: PolicyDiff) => `${gained.length} gained, ${lost.length} lost`
 * console.log(count(diffPolicies(policy, { ...policy, statements: [] })))
 * // => 0 gained, 1 lost
 */
export interface PolicyDiff {
  readonly gained: readonly PolicyChange[]
  readonly lost: readonly PolicyChange[]
}

/**
 * What `after` allows and `before` does not, and the reverse. Compared are the actions, resources and principals that either document names, each
 * pattern by examples of what it covers. Every condition line (operator, key, values) counts as true or false on its own, so a line that is removed,
 * added or changed shows as a change. This is not a proof: a change that only shows for a text that neither document names is not found, and two
 * condition lines that mean the same in different words count as different. A change that is part of another change in the same list is left out.
 * Throws `ComparisonTooLargeError` if the documents name too much; there is never a partial result.
 *
 * @example
 * const after = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}', 'managed')
 * const { gained, lost } = after.ok ? diffPolicies(policy, after.policy) : diffPolicies(policy, policy)
 * console.log(gained.map(({ action, resource }) => `${action} ${resource}`).join(), lost.length)
 * // => s3:Get* * 0
 */
export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const steps = new StepBudget()
  const documents = [before, after]
  const [actions, resources] = [actionProbes(documents, steps), resourceProbes(documents, steps)]
  const probes = { actions, resources, callers: principalProbes(documents), context: variableContext(documents) }
  steps.take(requestCount(probes))
  const [old, next] = [clausesOf(before), clausesOf(after)]
  const comparison = { before: old, after: next, kind: after.kind, context: probes.context, steps }
  return { gained: changes(probes, comparison), lost: changes(probes, { ...comparison, before: next, after: old, kind: before.kind }) }
}

interface ProbeSets {
  readonly actions: readonly Probe<string>[]
  readonly resources: readonly Probe<string>[]
  readonly callers: readonly Probe<Principal>[]
}

const requestCount = ({ actions, resources, callers }: ProbeSets): number => actions.length * resources.length * callers.length

interface FoundChange extends PolicyChange {
  readonly terms: Terms
  readonly probes: ProbeTuple
}

interface Comparison {
  readonly before: readonly Clause[]
  readonly after: readonly Clause[]
  readonly kind: Policy['kind']
  readonly context: ReadonlyMap<string, string>
  readonly steps: StepBudget
}

function changes({ actions, resources, callers }: ProbeSets, comparison: Comparison): PolicyChange[] {
  const found = actions.flatMap((action) =>
    resources.flatMap((resource) => callers.flatMap((caller) => changesAt({ action, resource, caller }, comparison))),
  )
  return widestOf(found, comparison.steps).map(({ terms: _, probes: __, ...change }) => change)
}

/** Every variable has its own value. */
function variableContext(documents: readonly Policy[]): Map<string, string> {
  const patterns = documents.flatMap(({ statements }) => statements.flatMap(({ resource }) => resource?.patterns ?? []))
  const keys = patterns.flatMap((pattern) => variablesIn(pattern, { variables: true, wildcards: true }))
  return new Map(keys.map((key) => [key, variableValue(key)]))
}

interface ProbeTuple {
  readonly action: Probe<string>
  readonly resource: Probe<string>
  readonly caller: Probe<Principal>
}

function changesAt(probes: ProbeTuple, comparison: Comparison): FoundChange[] {
  const { action, resource, caller } = probes
  const found: FoundChange[] = []
  const names = { action: action.name, ...(resource.name && { resource: resource.name }), ...(caller.name && { principal: caller.name }) }
  for (const example of action.examples.flatMap((one) => resource.examples.map((other) => ({ action: one, resource: other })))) {
    for (const terms of caller.examples.flatMap((principal) => termsAt(example, { principal, comparison }))) {
      comparison.steps.take(FOUND + found.length)
      if (!found.some((other) => isSubset(other.terms, terms))) found.push({ ...names, when: [...terms.values()], example, terms, probes })
    }
  }
  return found
}

/** The cost of a change that is found, in steps and therefore in memory. */
const FOUND = 1_000

/** The cost of one request, whatever the documents say; see {@link StepBudget}. */
const REQUEST = 20

function termsAt(example: PolicyChange['example'], { principal, comparison }: { principal: Principal; comparison: Comparison }): Terms[] {
  const { before, after, kind, context, steps } = comparison
  steps.take([...before, ...after].reduce((sum, clause) => sum + clause.steps, REQUEST))
  const prepared = prepareRequest({ principal, ...example, resourceAccount: '', context, policies: {} })
  return newlyAllowed(grantsFor(before, prepared, kind), grantsFor(after, prepared, kind), steps)
}

/**
 * Leaves out changes that are part of another one. A long document has thousands of changes, so each is compared only with those whose names cover
 * its own.
 */
function widestOf(found: readonly FoundChange[], steps: StepBudget): FoundChange[] {
  const byNames = new Map<Probe<string>, Map<Probe<string>, FoundChange[]>>()
  for (const one of found) {
    const row = byNames.get(one.probes.action) ?? new Map<Probe<string>, FoundChange[]>()
    const cell = row.get(one.probes.resource) ?? []
    cell.push(one)
    byNames.set(one.probes.action, row.set(one.probes.resource, cell))
  }
  const actions = coveringOf(
    found.map(({ probes }) => probes.action),
    steps,
  )
  const resources = coveringOf(
    found.map(({ probes }) => probes.resource),
    steps,
  )
  const wider = ({ probes }: FoundChange): FoundChange[] => {
    const [rows, cells] = [actions(probes.action), resources(probes.resource)]
    const all = rows.flatMap((action) => cells.flatMap((resource) => byNames.get(action)?.get(resource) ?? []))
    steps.take(rows.length * cells.length + all.length)
    return all
  }
  const isPartOf = (one: FoundChange, other: FoundChange) =>
    (one.probes.caller === other.probes.caller || other.probes.caller.name === '*') && isSubset(other.terms, one.terms)
  const order = new Map(found.map((one, index) => [one, index]))
  const isFirst = (one: FoundChange, other: FoundChange) => (order.get(other) ?? 0) < (order.get(one) ?? 0)
  const isRedundant = (one: FoundChange) =>
    wider(one).some(
      (other) => other !== one && isPartOf(one, other) && (isFirst(one, other) || !(isPartOf(other, one) && wider(other).includes(one))),
    )
  return found.filter((one) => !isRedundant(one))
}

/** Returns, for a probe, all probes that cover it, including itself. */
function coveringOf(all: readonly Probe<string>[], steps: StepBudget): (one: Probe<string>) => readonly Probe<string>[] {
  const probes = [...new Set(all)]
  for (const one of probes) for (const other of probes) steps.take(coveringSteps(one.name, other.name))
  const covering = new Map(probes.map((one) => [one, probes.filter((other) => other === one || isCovered(one, other))]))
  return (one) => covering.get(one) ?? []
}

function isCovered(one: Probe<string>, other: Probe<string>): boolean {
  return other.patterns.every((whole) => one.patterns.some((part) => covers(foldCase(whole), foldCase(part))))
}
