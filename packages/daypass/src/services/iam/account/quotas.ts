// account: the settings and the summary of an account as a whole: outbound federation, token version, counts and quotas. Refuses to enable or disable
// what already is. Leaves issuing tokens to sts, and enforcing a quota to the operations that create things.

import type { AccountQuotas } from '../../../directory/account/quotas.js'
import { policies } from '../../../directory/iam/policy.js'
import { roles } from '../../../directory/iam/role.js'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { signingCertificates } from '../../../directory/iam/other-credentials/signing-certificate.js'
import { users } from '../../../directory/iam/user.js'
import { groupHolder, roleHolder, userHolder } from '../holder-policies/holder.js'

/** Quotas that daypass enforces, from where it enforces them. */
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
  ServerCertificatesQuota: serverCertificates.quotas.ServerCertificatesPerAccount,
  SigningCertificatesPerUserQuota: signingCertificates.quotas.CertificatesPerUser,
  UserPolicySizeQuota: userHolder.inlineSize,
  VersionsPerPolicyQuota: policies.quotas.VersionsPerPolicy,
}

/** AWS's default for what daypass does not limit or support (IAM user guide, "IAM and AWS STS quotas"). */
const TOLD = {
  PolicyVersionsInUseQuota: 10_000,
}

/** All quotas that GetAccountSummary returns. */
export const summaryQuotas = ({ limits }: AccountQuotas): Readonly<Record<string, number>> => ({
  ...KEPT,
  ...TOLD,
  GroupsQuota: limits.GroupsPerAccount,
  InstanceProfilesQuota: limits.InstanceProfilesPerAccount,
  PoliciesQuota: limits.PoliciesPerAccount,
  RolesQuota: limits.RolesPerAccount,
  UsersQuota: limits.UsersPerAccount,
})
