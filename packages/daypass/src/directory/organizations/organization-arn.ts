import type { HandshakeRecord } from './handshake.js'
import type { OrganizationRecord } from './organization.js'
import { fullAccessPolicy, type OrganizationPolicyType } from './organization-policy.js'

type Of = Pick<OrganizationRecord, 'id' | 'managementAccount'>

const made = (managementAccount: string, tail: string): string => `arn:aws:organizations::${managementAccount}:${tail}`

/** ARNs of Organizations: each names the management account (Organizations model, 2016-11-28). */
export const organizationArn = ({ id, managementAccount }: Of): string => made(managementAccount, `organization/${id}`)
/** Of the root. */
export const organizationRootArn = ({ id, managementAccount }: Of, root: string): string => made(managementAccount, `root/${id}/${root}`)
/** Of an organizational unit. */
export const organizationalUnitArn = ({ id, managementAccount }: Of, unit: string): string => made(managementAccount, `ou/${id}/${unit}`)
/** Of an account. */
export const organizationAccountArn = ({ id, managementAccount }: Of, account: string): string =>
  made(managementAccount, `account/${id}/${account}`)
/** Of a policy; AWS's own have no account. */
export const organizationPolicyArn = (
  { id, managementAccount }: Of,
  policy: { readonly id: string; readonly type: OrganizationPolicyType },
): string => fullAccessPolicy(policy.id)?.arn ?? made(managementAccount, `policy/${id}/${policy.type.toLowerCase()}/${policy.id}`)
/** Of the resource policy. */
export const organizationResourcePolicyArn = ({ id, managementAccount }: Of, policy: string): string =>
  made(managementAccount, `resourcepolicy/${id}/${policy}`)
/** Of a handshake. */
export const handshakeArn = ({ id, organization, managementAccount, action }: HandshakeRecord): string =>
  made(managementAccount, `handshake/${organization}/${action.toLowerCase()}/${id}`)
