import { parseIamArn } from '../../../core/arn.js'
import { principalsToArns } from '../../../access/trust-document.js'
import { countUses } from '../../../directory/iam/attachment.js'
import type { AwsManagedPolicy } from '../../../directory/iam/aws-managed-policies.js'
import type { GroupRecord } from '../../../directory/iam/group.js'
import { groupsOf } from '../../../directory/iam/group-member.js'
import { listProfilesOfRole } from '../../../directory/iam/instance-profile.js'
import type { PolicyRecord } from '../../../directory/iam/policy.js'
import type { PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import type { RoleRecord } from '../../../directory/iam/role.js'
import type { UserRecord } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { AttachedPolicy, GroupDetail, ManagedPolicyDetail, PolicyDetail, RoleDetail, UserDetail } from '../../../wire/generated/iam.js'
import { boundaryOutput } from '../boundaries/boundary.js'
import { groupOutput } from '../groups/group.js'
import type { IamDeps } from '../iam.js'
import { profileOutput } from '../instance-profiles/instance-profile.js'
import { roleLastUsed } from '../last-use/role-last-used.js'
import { byPosition } from '../page.js'
import { policyOutput } from '../policies/policy.js'
import { newestFirst, versionOutput } from '../policies/policy-version.js'
import { encodedPolicy } from '../policy-text.js'
import { newRoleOutput } from '../roles/role.js'
import { tagsToOutput } from '../tags/tags.js'
import { userOutput } from '../users/user.js'

/** A user with its policies, groups, boundary and tags. */
export const userDetail = (user: UserRecord, state: Reader): UserDetail => ({
  ...userOutput(user),
  UserPolicyList: inlinePolicies(user),
  GroupList: groupsOf(state, user)
    .map(({ name }) => name)
    .toSorted((one, other) => byPosition(one.toLowerCase(), other.toLowerCase())),
  AttachedManagedPolicies: attachedPolicies(user),
  PermissionsBoundary: boundaryOutput(user),
  Tags: tagsToOutput(user.tags),
})

/** A group with its policies. */
export const groupDetail = (group: GroupRecord): GroupDetail => ({
  ...groupOutput(group),
  GroupPolicyList: inlinePolicies(group),
  AttachedManagedPolicies: attachedPolicies(group),
})

/** A role with its trust, instance profiles, policies, boundary, tags and last use. */
export const roleDetail = (role: RoleRecord, deps: IamDeps): RoleDetail => ({
  ...newRoleOutput(role, principalsToArns(role.trust, deps.state)),
  InstanceProfileList: listProfilesOfRole(deps.state, role, ALL_PROFILES).map((profile) => profileOutput(profile, deps.state)),
  RolePolicyList: inlinePolicies(role),
  AttachedManagedPolicies: attachedPolicies(role),
  PermissionsBoundary: boundaryOutput(role),
  Tags: tagsToOutput(role.tags),
  RoleLastUsed: roleLastUsed(role, deps),
})

/** However many there are: the quota of an account can be raised. */
const ALL_PROFILES = { from: '', limit: 1_000_000 }

/** A policy of the account with the documents of all its versions, newest first. No list shows a description. */
export const ownPolicyDetail = (policy: PolicyRecord): ManagedPolicyDetail => ({
  ...policyOutput({ own: policy }),
  PolicyVersionList: policy.versions
    .toSorted((one, other) => byPosition(newestFirst(one), newestFirst(other)))
    .map((version) => ({ Document: encodedPolicy(version.text), ...versionOutput(policy, version) })),
})

/** A policy of AWS with the document of its default version, the only one that is known. */
export function awsPolicyDetail(aws: AwsManagedPolicy, account: string, { state, awsManaged }: IamDeps): ManagedPolicyDetail {
  const Document = encodedPolicy(awsManaged.document(aws))
  const version = { Document, VersionId: aws.defaultVersion, IsDefaultVersion: true, CreateDate: new Date(aws.updatedAt) }
  return { ...policyOutput({ aws }, countUses(state, aws.arn, account)), PolicyVersionList: [version] }
}

const inlinePolicies = ({ inlinePolicies: texts }: PolicyHolderRecord): PolicyDetail[] =>
  Object.entries(texts)
    .map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: encodedPolicy(text) }))
    .toSorted((one, other) => byPosition(one.PolicyName, other.PolicyName))

const attachedPolicies = ({ attachedPolicies: arns }: PolicyHolderRecord): AttachedPolicy[] =>
  arns.flatMap((PolicyArn) => {
    const name = parseIamArn(PolicyArn, 'policy')?.name
    return name === undefined ? [] : { PolicyName: name, PolicyArn }
  })
