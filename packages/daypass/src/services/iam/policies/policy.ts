// policies: managed policies and their versions. Owns their quotas and what of AWS managed policies is visible. Refuses documents that could not be
// enforced as written, and changes to AWS managed policies. Leaves attaching to holder-policies, and evaluation to access.

import { malformedPolicy, policySize, savingProblem } from '../../../access/policy-document.js'
import { parseIamArn } from '../../../core/arn.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { UseCounts } from '../../../directory/iam/attachment.js'
import type { AwsManagedPolicy } from '../../../directory/iam/aws-managed-policies.js'
import { type PolicyRecord, type PolicyVersion, policies } from '../../../directory/iam/policy.js'
import type { Named } from '../../../directory/resource.js'
import type { Reader } from '../../../directory/state.js'
import type { Policy } from '../../../wire/generated/iam.js'
import { invalidArn, noSuchVersion, quotaExceeded } from '../errors.js'
import type { IamReads } from '../iam.js'

/** Refuses an invalid ARN, and an ARN that is not of a managed policy. */
export function checkPolicyArn(arn: string): void {
  if (parseIamArn(arn, 'policy') === undefined) throw invalidArn(arn)
}

/** The required permission to change a managed policy. AWS managed policies belong to no account here, so nobody is ever allowed to. */
export const policyPermission = policies.permission

/** The required permission to read a managed policy. Everyone may read AWS managed policies. */
export function readPolicyPermission(action: string, named: Named): RequiredPermission {
  const question = policies.permission(action, named)
  return question.resourceAccount === 'aws' ? { ...question, resourceAccount: undefined } : question
}

/** The customer managed policy with this ARN. */
export function requireOwnPolicy(state: Reader, account: string, arn: string): PolicyRecord {
  const policy = policies.getByArn(state, arn)
  if (policy === undefined || policy.account !== account) throw policies.notFound(arn)
  return policy
}

/** A managed policy: the account's own, or an AWS managed policy. */
export type Managed = { readonly own: PolicyRecord } | { readonly aws: AwsManagedPolicy }

/** The managed policy with this ARN, if the account can see it. */
export function requirePolicy(reads: IamReads, account: string, arn: string): Managed {
  const aws = reads.awsManaged.get(arn)
  return aws === undefined ? { own: requireOwnPolicy(reads.state, account, arn) } : { aws }
}

/** A version of the policy. */
export function requireVersion(policy: PolicyRecord, id: string): PolicyVersion {
  const version = policy.versions.find((candidate) => candidate.id === id)
  if (version === undefined) throw noSuchVersion(policy.arn, id)
  return version
}

/** A policy as responses carry it. `uses` counts those of AWS's own policies, which keep no count; AWS's unique ids are not published. */
export function policyOutput(policy: Managed, uses: UseCounts = usesOf(policy)): Policy {
  const counts = { AttachmentCount: uses.attachment, PermissionsBoundaryUsageCount: uses.boundary, IsAttachable: true }
  if ('aws' in policy) {
    const { name, arn, path, defaultVersion, createdAt, updatedAt } = policy.aws
    const dates = { CreateDate: new Date(createdAt), UpdateDate: new Date(updatedAt) }
    return {
      PolicyName: name,
      Arn: arn,
      Path: path,
      DefaultVersionId: defaultVersion,
      ...counts,
      ...dates,
    }
  }
  const { name, id, arn, path, defaultVersion, createdAt, updatedAt } = policy.own
  const dates = { CreateDate: new Date(createdAt), UpdateDate: new Date(updatedAt) }
  const common = { PolicyName: name, PolicyId: id, Arn: arn, Path: path, DefaultVersionId: defaultVersion }
  return { ...common, ...counts, ...dates }
}

/** What a policy itself knows of its uses: AWS's own know nothing. */
export const usesOf = (policy: Managed): UseCounts =>
  'aws' in policy ? UNUSED : { attachment: policy.own.attachmentCount, boundary: policy.own.boundaryCount ?? 0 }

const UNUSED: UseCounts = { attachment: 0, boundary: 0 }

/** The quota does not count white space, but a policy with five versions is one record, and the whole record must fit into the store. */
const MAX_TEXT = 65_536

/** Refuses invalid text, and text that is too long. */
export function checkDocument(text: string): void {
  if (policySize(text) > policies.quotas.PolicySize || text.length > MAX_TEXT) throw quotaExceeded('PolicySize', policies.quotas.PolicySize)
  const problem = savingProblem(text, 'managed')
  if (problem !== undefined) throw malformedPolicy(problem)
}
