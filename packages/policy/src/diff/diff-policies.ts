/**
 * diff: what one document allows and another does not, over what the two name. Owns the choice of what is asked and how conditions are compared.
 * Matching is the engine's own. Refuses to call itself a proof: see `diffPolicies`.
 */

import type { ConditionEntry, Policy } from '../document/policy.js'
import { prepareRequest } from '../evaluate.js'
import { foldCase } from '../matching/fold-case.js'
import type { Principal } from '../matching/principal.js'
import { actionCandidates, type Candidate, callerCandidates, coveringSteps, covers, resourceCandidates } from './candidates.js'
import { type Clause, clausesOf, grantsFor, isWithin, newlyAllowed, type Terms } from './grants.js'
import { Steps } from './too-much-to-compare.js'
import { variablesIn, variableValue } from './witness.js'

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
  /** As a document names it, two names joined by ` & ` for what fits both; `*` also for all that none names. */
  readonly action: string
  /** Likewise; absent for documents that name no resource. */
  readonly resource?: string
  /** An account, ARN, id, `Service:name`, `Federated:provider`, or `*`; absent for documents that name no principal. */
  readonly principal?: string
  /** Condition lines that must all hold; empty: always. */
  readonly when: readonly ConditionEntry[]
  /** A request for which it is so. */
  readonly example: { readonly action: string; readonly resource: string }
}

/**
 * Both directions.
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
 * What `after` allows and `before` does not, and the reverse. Asked are the actions, resources and principals that either document names, each
 * pattern by examples of what it covers; every condition line (operator, key, values) counts as true or false on its own, so that one that is
 * taken away, added or changed shows. Not a proof: what only a text nobody named would show is not found, and two condition lines that mean the
 * same in other words count as different. A change that lies within another one of the same list is left out. Throws `TooMuchToCompare` when the
 * documents name too much: never a part of the result.
 *
 * @example
 * const after = parsePolicy('{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}', 'managed')
 * const { gained, lost } = after.ok ? diffPolicies(policy, after.policy) : diffPolicies(policy, policy)
 * console.log(gained.map(({ action, resource }) => `${action} ${resource}`).join(), lost.length)
 * // => s3:Get* * 0
 */
export function diffPolicies(before: Policy, after: Policy): PolicyDiff {
  const steps = new Steps()
  const documents = [before, after]
  const [actions, resources] = [actionCandidates(documents, steps), resourceCandidates(documents, steps)]
  const asked = { actions, resources, callers: callerCandidates(documents), context: contextOf(documents) }
  steps.take(questionsOf(asked))
  const [old, next] = [clausesOf(before), clausesOf(after)]
  const sides = { before: old, after: next, kind: after.kind, context: asked.context, steps }
  return { gained: changes(asked, sides), lost: changes(asked, { ...sides, before: next, after: old, kind: before.kind }) }
}

interface AllAsked {
  readonly actions: readonly Candidate<string>[]
  readonly resources: readonly Candidate<string>[]
  readonly callers: readonly Candidate<Principal>[]
}

const questionsOf = ({ actions, resources, callers }: AllAsked): number => actions.length * resources.length * callers.length

interface Found extends PolicyChange {
  readonly terms: Terms
  readonly asked: Asked
}

interface Sides {
  readonly before: readonly Clause[]
  readonly after: readonly Clause[]
  readonly kind: Policy['kind']
  readonly context: ReadonlyMap<string, string>
  readonly steps: Steps
}

function changes({ actions, resources, callers }: AllAsked, sides: Sides): PolicyChange[] {
  const found = actions.flatMap((action) =>
    resources.flatMap((resource) => callers.flatMap((caller) => changesAt({ action, resource, caller }, sides))),
  )
  return widestOf(found, sides.steps).map(({ terms: _, asked: __, ...change }) => change)
}

/** Every variable has one value of its own. */
function contextOf(documents: readonly Policy[]): Map<string, string> {
  const patterns = documents.flatMap(({ statements }) => statements.flatMap(({ resource }) => resource?.patterns ?? []))
  const keys = patterns.flatMap((pattern) => variablesIn(pattern, { variables: true, wildcards: true }))
  return new Map(keys.map((key) => [key, variableValue(key)]))
}

interface Asked {
  readonly action: Candidate<string>
  readonly resource: Candidate<string>
  readonly caller: Candidate<Principal>
}

function changesAt(asked: Asked, sides: Sides): Found[] {
  const { action, resource, caller } = asked
  const found: Found[] = []
  const names = { action: action.name, ...(resource.name && { resource: resource.name }), ...(caller.name && { principal: caller.name }) }
  for (const example of action.witnesses.flatMap((one) => resource.witnesses.map((other) => ({ action: one, resource: other })))) {
    for (const terms of caller.witnesses.flatMap((principal) => termsAt(example, { principal, sides }))) {
      sides.steps.take(FOUND + found.length)
      if (!found.some((other) => isWithin(other.terms, terms))) found.push({ ...names, when: [...terms.values()], example, terms, asked })
    }
  }
  return found
}

/** What a change that is found costs, in steps and thereby in memory. */
const FOUND = 1_000

/** What one question costs, whatever the documents say; see {@link Steps}. */
const QUESTION = 20

function termsAt(example: PolicyChange['example'], { principal, sides }: { principal: Principal; sides: Sides }): Terms[] {
  const { before, after, kind, context, steps } = sides
  steps.take([...before, ...after].reduce((sum, clause) => sum + clause.steps, QUESTION))
  const request = prepareRequest({ principal, ...example, resourceAccount: '', context, policies: {} })
  return newlyAllowed(grantsFor(before, request, kind), grantsFor(after, request, kind), steps)
}

/** Leaves out what another change says already. A long document has thousands of changes, so each looks only where its names are covered. */
function widestOf(found: readonly Found[], steps: Steps): Found[] {
  const byNames = new Map<Candidate<string>, Map<Candidate<string>, Found[]>>()
  for (const one of found) {
    const row = byNames.get(one.asked.action) ?? new Map<Candidate<string>, Found[]>()
    const cell = row.get(one.asked.resource) ?? []
    cell.push(one)
    byNames.set(one.asked.action, row.set(one.asked.resource, cell))
  }
  const actions = coveringOf(
    found.map(({ asked }) => asked.action),
    steps,
  )
  const resources = coveringOf(
    found.map(({ asked }) => asked.resource),
    steps,
  )
  const wider = ({ asked }: Found): Found[] => {
    const [rows, cells] = [actions(asked.action), resources(asked.resource)]
    const all = rows.flatMap((action) => cells.flatMap((resource) => byNames.get(action)?.get(resource) ?? []))
    steps.take(rows.length * cells.length + all.length)
    return all
  }
  const isPartOf = (one: Found, other: Found) =>
    (one.asked.caller === other.asked.caller || other.asked.caller.name === '*') && isWithin(other.terms, one.terms)
  const place = new Map(found.map((one, index) => [one, index]))
  const isFirst = (one: Found, other: Found) => (place.get(other) ?? 0) < (place.get(one) ?? 0)
  const isBeaten = (one: Found) =>
    wider(one).some(
      (other) => other !== one && isPartOf(one, other) && (isFirst(one, other) || !(isPartOf(other, one) && wider(other).includes(one))),
    )
  return found.filter((one) => !isBeaten(one))
}

/** For a candidate all those that cover it, itself too. */
function coveringOf(all: readonly Candidate<string>[], steps: Steps): (one: Candidate<string>) => readonly Candidate<string>[] {
  const candidates = [...new Set(all)]
  for (const one of candidates) for (const other of candidates) steps.take(coveringSteps(one.name, other.name))
  const covering = new Map(candidates.map((one) => [one, candidates.filter((other) => other === one || isCovered(one, other))]))
  return (one) => covering.get(one) ?? []
}

function isCovered(one: Candidate<string>, other: Candidate<string>): boolean {
  return other.patterns.every((whole) => one.patterns.some((part) => covers(foldCase(whole), foldCase(part))))
}
