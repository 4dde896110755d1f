import * as fc from 'fast-check'
import { evaluateNaively } from './evaluate.js'
import type { EvaluationCase, Verdict } from './evaluation-case.js'
import { evaluationCases, type GenerateOptions } from './generate.js'

/** The evaluator under test, behind an adapter that turns a case of the vectors into its own input. */
export type Adapter = (one: EvaluationCase) => Verdict

export interface Disagreement {
  /** `decision`: another outcome. `layers`: the same outcome, but no layer that both name. `error`: the adapter threw. */
  readonly kind: 'decision' | 'layers' | 'error'
  readonly caseOf: EvaluationCase
  readonly naive: Verdict
  readonly first: Verdict | undefined
  /** The case and both verdicts, for people to read. */
  readonly text: string
}

/** Rules outside the policies that deny: any kind of denial is accepted (`assert: denied` in the vectors). */
const freeDenials = ['credentialType', 's3BlockPublicAccess']

function isFreeDenial(verdict: Verdict): boolean {
  return verdict.decision !== 'allow' && verdict.decidedBy.some((layer) => freeDenials.includes(layer))
}

function kindOf(naive: Verdict, first: Verdict): Disagreement['kind'] | undefined {
  const bothDeny = naive.decision !== 'allow' && first.decision !== 'allow'
  const free = bothDeny && (isFreeDenial(naive) || isFreeDenial(first))
  if (naive.decision !== first.decision && !free) return 'decision'
  return naive.decidedBy.some((layer) => first.decidedBy.includes(layer)) ? undefined : 'layers'
}

function answerOf(caseOf: EvaluationCase, first: Adapter): Verdict | string {
  try {
    return first(caseOf)
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}

function shown(verdict: Verdict): string {
  return `${verdict.decision} by ${verdict.decidedBy.join(', ')}`
}

/** Request and policies, without empty members. */
export function print(caseOf: EvaluationCase): string {
  const { request, settings, policies } = caseOf
  const lines = [`${request.action} on ${request.resource} (of ${request.resourceAccount})`, `caller: ${JSON.stringify(request.principal)}`]
  if (request.principalAccountIsManagement === true) lines.push('the caller is in the management account')
  if (request.resourceAccountIsManagement === true) lines.push('the resource is in the management account')
  lines.push(`context: ${JSON.stringify(request.context)}`, `derived: ${JSON.stringify(request.derived)}`)
  if (settings !== undefined) lines.push(`settings: ${JSON.stringify(settings)}`)
  for (const [layer, documents] of Object.entries(policies)) {
    if (documents === null || (layer === 'identity' && policies.identity.length === 0)) continue
    lines.push(`${layer}: ${JSON.stringify(documents, undefined, 2)}`)
  }
  return lines.join('\n')
}

/** Both evaluators on one case; undefined: they agree (exactly on the decision, and on at least one layer). */
export function compare(caseOf: EvaluationCase, first: Adapter): Disagreement | undefined {
  const naive = evaluateNaively(caseOf)
  const answer = answerOf(caseOf, first)
  const kind = typeof answer === 'string' ? 'error' : kindOf(naive, answer)
  if (kind === undefined) return undefined
  const heard = typeof answer === 'string' ? answer : shown(answer)
  const text = `${kind}\nnaive: ${shown(naive)}\nfirst: ${heard}\n${print(caseOf)}`
  return { kind, caseOf, naive, first: typeof answer === 'string' ? undefined : answer, text }
}

export interface SearchOptions extends GenerateOptions {
  readonly seed: number
  readonly runs: number
  /** Count only these kinds (default: all three). */
  readonly kinds?: readonly Disagreement['kind'][]
}

/** Tries random cases until one disagrees, then finds the smallest case that disagrees in the same way. Undefined: none in `runs` cases. */
export function findDisagreement(first: Adapter, options: SearchOptions): Disagreement | undefined {
  const kinds = options.kinds ?? ['decision', 'layers', 'error']
  const disagreementOn = (caseOf: EvaluationCase): Disagreement | undefined => {
    const found = compare(caseOf, first)
    return found !== undefined && kinds.includes(found.kind) ? found : undefined
  }
  const property = fc.property(evaluationCases(options), (caseOf) => disagreementOn(caseOf) === undefined)
  const result = fc.check(property, { seed: options.seed, numRuns: options.runs })
  const smallest = result.counterexample?.[0]
  return smallest === undefined ? undefined : disagreementOn(smallest)
}
