import { parseIamArn } from '../core/arn.js'
import { prefixEnd } from '../store/key-order.js'
import { policiesOf, policyKey } from '../store/keys.js'
import type { AwsManagedPolicies } from './aws-managed-policies.js'
import type { Reader, Writer } from './state.js'

/** One version of a customer managed policy. */
export interface PolicyVersion {
  /** `v1`, `v2`, …; never used again. */
  readonly id: string
  readonly text: string
  readonly createdAt: number
}

/** A customer managed policy with its versions, oldest first. */
export interface PolicyRecord {
  readonly account: string
  readonly name: string
  readonly path: string
  readonly arn: string
  /** `ANPA…` */
  readonly id: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly tags: Readonly<Record<string, string>>
  readonly versions: readonly PolicyVersion[]
  readonly defaultVersion: string
  /** The number the next version gets. */
  readonly nextVersion: number
  /** Users and roles it is attached to; stands here so that deleting and attaching collide. */
  readonly attachmentCount: number
}

/** Versions of one policy, at most (IAM quota). */
export const MAX_POLICY_VERSIONS = 5

export const getPolicy = (state: Reader, account: string, name: string): PolicyRecord | undefined =>
  state.get<PolicyRecord>(policyKey(account, name))

/** The customer managed policy of this ARN; the path must be right too. */
export function getPolicyByArn(state: Reader, arn: string): PolicyRecord | undefined {
  const parsed = parseIamArn(arn, 'policy')
  if (parsed === undefined || parsed.account === 'aws') return undefined
  const found = getPolicy(state, parsed.account, parsed.name)
  return found?.arn === arn ? found : undefined
}

/** Policies by name from `from` on, at most `limit`. */
export function listPolicies(state: Reader, account: string, page: { from: string; limit: number }): PolicyRecord[] {
  const start = page.from === '' ? policiesOf(account) : policyKey(account, page.from)
  return state.range<PolicyRecord>({ start, end: prefixEnd(policiesOf(account)), limit: page.limit }).map(({ value }) => value)
}

export const putPolicy = (state: Writer, policy: PolicyRecord): void => state.put(policyKey(policy.account, policy.name), policy)
export const deletePolicy = (state: Writer, policy: PolicyRecord): void => state.delete(policyKey(policy.account, policy.name))

/** A managed policy in force, AWS's or a customer's: its text, read when asked for, and a stamp that changes when the text does; undefined when there is none. */
export function managedPolicy(
  state: Reader,
  awsManaged: AwsManagedPolicies,
  arn: string,
): { text: () => string; stamp: string } | undefined {
  const aws = awsManaged.get(arn)
  if (aws !== undefined) return { text: () => awsManaged.document(aws), stamp: aws.defaultVersion }
  const policy = getPolicyByArn(state, arn)
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersion)
  return policy && version && { text: () => version.text, stamp: `${policy.id}/${version.id}` }
}
