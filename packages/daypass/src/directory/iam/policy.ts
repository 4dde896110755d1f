import { parseIamArn } from '../../core/arn.js'
import { type Ids, newUniqueId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineResource, getterById, type Resource, ResourceError, resourceTags } from '../resource.js'
import type { Reader } from '../state.js'
import type { AwsManagedPolicies } from './aws-managed-policies.js'

/** One version of a customer managed policy. */
export interface PolicyVersion {
  /** `v1`, `v2`, …; never reused. */
  readonly id: string
  readonly text: string
  readonly createdAt: number
  /**
   * The revision of the store that it was added to; absent for `v1` and in records from before. A snapshot that is restored gives back the number of a
   * later version: this distinguishes the next version of that number from the one that is gone, for caches.
   */
  readonly addedTo?: number
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
  /** The number of the next version. */
  readonly nextVersion: number
  /** Users, groups and roles it is attached to; stands here so that deleting and attaching collide. */
  readonly attachmentCount: number
  /** Users and roles whose permissions boundary it is, for the same reason; absent until it is one. */
  readonly boundaryCount?: number
}

/** Policies by name, in lower case. */
export const policyKeys = defineKeys('policy/<account>/<name>', {
  record: 'a customer managed policy with its versions',
  lifetime: 'until deleted',
})

/** Policies by unique id. */
export const policyIdKeys = defineKeys('policy-id/<id>', {
  record: 'account and name of the customer managed policy with this unique id; absent for one from before that has not changed since',
  lifetime: "its policy's",
})

/** The customer managed policy with this ARN, including its path. */
function getByArn(state: Reader, arn: string): PolicyRecord | undefined {
  const parsed = parseIamArn(arn, 'policy')
  if (parsed === undefined || parsed.account === 'aws') return undefined
  const found = resource.get(state, parsed.account, parsed.name)
  return found?.arn === arn ? found : undefined
}

/** The same for one that is attached, or is a permissions boundary: it cannot be deleted before its holder was changed. */
function getHeldByArn(state: Reader, arn: string): PolicyRecord | undefined {
  const parsed = parseIamArn(arn, 'policy')
  if (parsed === undefined || parsed.account === 'aws') return undefined
  const found = resource.getReferred(state, parsed.account, parsed.account, parsed.name)
  return found?.arn === arn ? found : undefined
}

const resource: Resource<PolicyRecord, [account: string, name: string]> = defineResource({
  noun: 'Policy',
  keys: policyKeys,
  at: ({ account, name }) => [account, name],
  ignoresCase: true,
  index: { key: ({ id }) => policyIdKeys.key(id), entry: ({ account, name }) => ({ account, name }) },
  arn: ({ arn }) => arn,
  find: (state, _account, arn) => getByArn(state, arn),
  arnAsNamed: (_account, arn) => arn,
  owner: ({ name }) => parseIamArn(name, 'policy')?.account,
  context: (policy) => resourceTags(policy?.tags, 'policy'),
  notFound: (arn) => new ResourceError('NoSuchEntity', `Policy ${arn} was not found.`),
  exists: (name) => new ResourceError('EntityAlreadyExists', `A policy called ${name} already exists. Duplicate names are not allowed.`),
})

/** The customer managed policies of all accounts. Requests name them by ARN. */
export const policies = {
  ...resource,
  getByArn,
  getById: getterById(policyIdKeys, resource),
  /** A unique id for a new policy. */
  newId: (ids: Ids, account: string): string => newUniqueId(ids, 'ANPA', account),
  /** Versions of one policy, and characters without white space of each, at most (IAM quotas). */
  quotas: { VersionsPerPolicy: 5, PolicySize: 6_144 },
}

/**
 * The effective version of an AWS or customer managed policy: its text, read when needed, and a stamp that changes with the text; undefined for an
 * unknown ARN. `isHeld`: a user, group or role that was read has it attached or as its boundary; a caller may have more of these than a commit may expect.
 */
export function managedPolicy(
  state: Reader,
  awsManaged: AwsManagedPolicies,
  { arn, isHeld = false }: { readonly arn: string; readonly isHeld?: boolean },
): { text: () => string; stamp: string } | undefined {
  const aws = awsManaged.get(arn)
  if (aws !== undefined) return { text: () => awsManaged.document(aws), stamp: aws.defaultVersion }
  const policy = isHeld ? getHeldByArn(state, arn) : getByArn(state, arn)
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersion)
  return policy && version && { text: () => version.text, stamp: `${policy.id}/${version.id}/${version.addedTo ?? ''}` }
}
