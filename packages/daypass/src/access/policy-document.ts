import { type PolicyKind, parsePolicy, policySize } from '@daypass/policy'
import { BoundedCache } from '../core/cache/bounded-cache.js'
import type { Reader } from '../directory/state.js'
import { freezeTrust } from './trust-document.js'

/** What is wrong with a policy that someone wants to save: the first problem in words, or undefined. */
export function policyProblem(text: string, kind: PolicyKind): string | undefined {
  const result = parsePolicy(text, kind)
  if (result.ok) return undefined
  const { message, detail } = result.problems[0] ?? { message: SYNTAX, detail: SYNTAX }
  return message === SYNTAX && detail !== SYNTAX ? `${SYNTAX} ${detail}` : message
}

/** Bytes of what is remembered of AWS's own policies: all of them have room. */
const awsProblems = new BoundedCache<{ readonly problem: string | undefined }>(1_048_576)
const PROBLEM = 256

/** What is wrong with a managed policy in force. AWS's own never change under one ARN and version: each is read once, and not for every session that gets it. */
export function managedProblem(arn: string, { text, stamp }: { readonly text: () => string; readonly stamp: string }): string | undefined {
  if (!arn.startsWith('arn:aws:iam::aws:policy/')) return policyProblem(text(), 'managed')
  const key = `${arn} ${stamp}`
  const known = awsProblems.get(key) ?? { problem: policyProblem(text(), 'managed') }
  awsProblems.put(key, known, PROBLEM)
  return known.problem
}

/** AWS's sentence for everything it has no other for; ours goes on and names the element. */
const SYNTAX = 'Syntax errors in policy.'

/** The size of a policy as IAM's quotas count it: characters without white space. */
export { policySize }

/** A trust policy as it is to be stored in place of `stored`, or what is wrong with it, in IAM's words. */
export function acceptTrust(text: string, state: Reader, stored?: string): { readonly text: string } | { readonly problem: string } {
  const problem = policyProblem(text, 'trust')
  if (problem !== undefined) return { problem }
  const frozen = freezeTrust(text, state, stored)
  return frozen.ok ? { text: frozen.text } : { problem: `Invalid principal in policy: "AWS":"${frozen.principal}"` }
}
