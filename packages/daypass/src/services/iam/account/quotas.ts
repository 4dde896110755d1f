import { policies } from '../../../directory/iam/policy.js'
import { MAX_ATTACHED_POLICIES } from '../../../directory/iam/principal.js'
import { users } from '../../../directory/iam/user.js'
import { MAX_INLINE_SIZE } from '../inline-policy.js'
import { MAX_POLICY_SIZE } from '../policies/policy.js'
import { MAX_TRUST_SIZE } from '../roles/role.js'

/** Quotas that are kept here, from where they are kept. */
const KEPT = {
  AccessKeysPerUserQuota: users.quotas.AccessKeysPerUser,
  AssumeRolePolicySizeQuota: MAX_TRUST_SIZE,
  AttachedPoliciesPerRoleQuota: MAX_ATTACHED_POLICIES,
  AttachedPoliciesPerUserQuota: MAX_ATTACHED_POLICIES,
  PolicySizeQuota: MAX_POLICY_SIZE,
  RolePolicySizeQuota: MAX_INLINE_SIZE.role,
  UserPolicySizeQuota: MAX_INLINE_SIZE.user,
  VersionsPerPolicyQuota: policies.quotas.VersionsPerPolicy,
}

/** AWS's default for what is not limited or not there (IAM user guide, "IAM and AWS STS quotas"). */
const TOLD = {
  AttachedPoliciesPerGroupQuota: 10,
  GroupPolicySizeQuota: 5_120,
  GroupsPerUserQuota: 10,
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
