import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import { groupHolder, roleHolder, userHolder } from '../holder-policies/holder.js'

/** Quotas that are kept here, from where they are kept. */
const KEPT = {
  AccessKeysPerUserQuota: users.quotas.AccessKeysPerUser,
  AssumeRolePolicySizeQuota: roles.quotas.ACLSizePerRole,
  AttachedPoliciesPerGroupQuota: groupHolder.attached.limit,
  AttachedPoliciesPerRoleQuota: roleHolder.attached.limit,
  AttachedPoliciesPerUserQuota: userHolder.attached.limit,
  GroupPolicySizeQuota: groupHolder.inlineSize,
  GroupsPerUserQuota: users.quotas.GroupsPerUser,
  PolicySizeQuota: policies.quotas.PolicySize,
  RolePolicySizeQuota: roleHolder.inlineSize,
  UserPolicySizeQuota: userHolder.inlineSize,
  VersionsPerPolicyQuota: policies.quotas.VersionsPerPolicy,
}

/** AWS's default for what is not limited or not there (IAM user guide, "IAM and AWS STS quotas"). */
const TOLD = {
  GroupsQuota: 300,
  InstanceProfilesQuota: 1_000,
  PoliciesQuota: 1_500,
  PolicyVersionsInUseQuota: 10_000,
  RolesQuota: 1_000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UsersQuota: 5_000,
}

/** Every quota that GetAccountSummary tells. */
export const QUOTAS: Readonly<Record<string, number>> = { ...KEPT, ...TOLD }
