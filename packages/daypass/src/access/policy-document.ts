import { type ParseResult, type PolicyKind, type Problem, parsePolicy, policySize } from '@daypass/policy'
import { PARTITION } from '../core/arn.js'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import { WireError } from '../core/error.js'
import type { Reader } from '../directory/state.js'
import { sharedIssuerProblem } from './federation/shared-issuers.js'
import { principalsToIds, type TrustOf } from './trust-document.js'

/** What is wrong with a document: IAM's sentence, and daypass's detail. */
export interface PolicyProblem {
  readonly message: string
  readonly explanation?: string
}

/** What IAM and STS call it. */
const PolicyError = WireError<'MalformedPolicyDocument'>

/** The error of IAM and STS for such a document. */
export const malformedPolicy = ({ message, explanation }: PolicyProblem): WireError =>
  new PolicyError('MalformedPolicyDocument', message, explanation === undefined ? {} : { explanation })

/** Why a policy cannot be saved: the problem that IAM would report, or undefined. */
export const savingProblem = (text: string, kind: PolicyKind): PolicyProblem | undefined =>
  told(parsePolicy(text, kind, { saving: { partition: PARTITION } }))

function told(result: ParseResult): PolicyProblem | undefined {
  const [problem] = result.ok ? [] : result.problems
  return problem && { message: problem.message, explanation: explanationOf(problem) }
}

/** What is wrong, and where. */
export function explanationOf({ message, detail, line, column }: Problem): string {
  const place = `line ${line}, column ${column}`
  return detail === message ? `See ${place}.` : `${detail} (${place}).`
}

/** The bytes of what is remembered about AWS's managed policies: enough for all of them. */
export const awsProblems = new BoundedCache<{ readonly problem: PolicyProblem | undefined }>(1_048_576)
const PROBLEM = 256

/**
 * What is wrong with a managed policy in use. It was saved once, so the rules for saving do not apply. AWS's policies never change under one ARN and
 * version, so each is checked once, not for every session that gets it.
 */
export function managedProblem(
  arn: string,
  { text, stamp }: { readonly text: () => string; readonly stamp: string },
): PolicyProblem | undefined {
  const read = () => told(parsePolicy(text(), 'managed'))
  if (!arn.startsWith('arn:aws:iam::aws:policy/')) return ofPolicy(arn, read())
  const key = `${arn} ${stamp}`
  const known = awsProblems.get(key) ?? { problem: read() }
  awsProblems.put(key, known, PROBLEM)
  return ofPolicy(arn, known.problem)
}

const ofPolicy = (arn: string, problem: PolicyProblem | undefined): PolicyProblem | undefined =>
  problem && { ...problem, message: `${arn}: ${problem.message}` }

/** Whether a policy, which parses, has no Deny. */
export function deniesNothing(text: string): boolean {
  const parsed = parsePolicy(text, 'managed')
  return parsed.ok && parsed.policy.statements.every(({ effect }) => effect === 'Allow')
}

/** The size of a policy as IAM's quotas count it: characters without white space. */
export { policySize }

/** A trust policy as it will be stored, or what is wrong with it, in IAM's words. */
export function acceptTrust(
  text: string,
  state: Reader,
  whose: TrustOf = {},
): { readonly text: string } | { readonly problem: PolicyProblem } {
  const problem = savingProblem(text, 'trust') ?? sharedIssuerProblem(text)
  if (problem !== undefined) return { problem }
  const frozen = principalsToIds(text, state, whose)
  if (frozen.ok) return { text: frozen.text }
  const { type, value } = frozen.principal
  return { problem: { message: `Invalid principal in policy: "${type.toUpperCase()}":"${value}"` } }
}
