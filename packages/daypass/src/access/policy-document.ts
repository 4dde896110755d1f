import { type ParseResult, type PolicyKind, type Problem, parsePolicy, policySize } from '@daypass/policy'
import { PARTITION } from '../core/arn.js'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import { WireError } from '../core/error.js'
import type { Reader } from '../directory/state.js'
import { freezeTrust } from './trust-document.js'

/** What is wrong with a document: IAM's sentence, and what we have to add to it. */
export interface PolicyProblem {
  readonly message: string
  readonly explanation?: string
}

/** What IAM and STS call it. */
const PolicyError = WireError<'MalformedPolicyDocument'>

/** The error of IAM and STS for such a document. */
export const malformedPolicy = ({ message, explanation }: PolicyProblem): WireError =>
  new PolicyError('MalformedPolicyDocument', message, explanation === undefined ? {} : { explanation })

/** What keeps a policy that someone wants to save from being saved: the problem that IAM would tell, or undefined. */
export const savingProblem = (text: string, kind: PolicyKind): PolicyProblem | undefined =>
  told(parsePolicy(text, kind, { saving: { partition: PARTITION } }))

function told(result: ParseResult): PolicyProblem | undefined {
  const [problem] = result.ok ? [] : result.problems
  return problem && { message: problem.message, explanation: explanationOf(problem) }
}

function explanationOf({ message, detail, line, column }: Problem): string {
  const place = `line ${line}, column ${column}`
  return detail === message ? `See ${place}.` : `${detail} (${place}).`
}

/** Bytes of what is remembered of AWS's own policies: all of them have room. */
const awsProblems = new BoundedCache<{ readonly problem: PolicyProblem | undefined }>(1_048_576)
const PROBLEM = 256

/**
 * What is wrong with a managed policy in force. It was saved once, so that the rules for saving are none for it. AWS's own never change under one ARN and
 * version: each is read once, and not for every session that gets it.
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

/** The size of a policy as IAM's quotas count it: characters without white space. */
export { policySize }

/** A trust policy as it is to be stored in place of `stored`, or what is wrong with it, in IAM's words. */
export function acceptTrust(text: string, state: Reader, stored?: string): { readonly text: string } | { readonly problem: PolicyProblem } {
  const problem = savingProblem(text, 'trust')
  if (problem !== undefined) return { problem }
  const frozen = freezeTrust(text, state, stored)
  return frozen.ok ? { text: frozen.text } : { problem: { message: `Invalid principal in policy: "AWS":"${frozen.principal}"` } }
}
