import type { Caller } from '../../core/caller.js'
import type { RequiredPermission } from '../../core/operation.js'
import type { OrganizationRecord } from '../../directory/organizations/organization.js'
import {
  organizationAccountArn,
  organizationalUnitArn,
  organizationPolicyArn,
  organizationResourcePolicyArn,
  organizationRootArn,
} from '../../directory/organizations/organization-arn.js'
import { organizationMembers } from '../../directory/organizations/organization-member.js'
import { fullAccessPolicy, organizationPolicies } from '../../directory/organizations/organization-policy.js'
import { placeOf } from '../../directory/organizations/organization-place.js'
import { organizationResourcePolicies } from '../../directory/organizations/organization-resource-policy.js'
import { organizationalUnits } from '../../directory/organizations/organizational-unit.js'
import type { OrganizationsReads } from './organizations-deps.js'

type Context = NonNullable<RequiredPermission['context']>
type Of = Pick<OrganizationRecord, 'id' | 'managementAccount'>

/** The organization of the caller; what ARNs are made of where there is none: it has no id that an organization can have. */
function ofCaller(caller: Caller, { state }: OrganizationsReads): Of & Partial<OrganizationRecord> {
  return placeOf(state, caller.account)?.organization ?? { id: 'o-none', managementAccount: caller.account }
}

/** What a permission is asked with: who calls, and the further keys of the request. */
export interface Asking {
  readonly caller: Caller
  readonly reads: OrganizationsReads
  readonly context?: Context
}

/**
 * The permission for an action on what the request names by its id: a root, an organizational unit, an account or a policy. The resource is the
 * management account's; the caller's own policies decide, and its place in the organization afterwards.
 */
export function namedPermission(action: string, id: string, { caller, reads, context = {} }: Asking): RequiredPermission {
  const organization = ofCaller(caller, reads)
  const { arn, ...keys } = named(organization, id, reads)
  return { action, resource: arn, context: { ...ownerOf(organization), ...tagKeys(keys.tags), ...keys.context, ...context } }
}

/** The permission for an action that names nothing: on everything. */
export const wholePermission = (action: string, { caller, reads, context = {} }: Asking): RequiredPermission => ({
  ...{ action, resource: '*' },
  context: { ...ownerOf(ofCaller(caller, reads)), ...context },
})

const ownerOf = ({ managementAccount }: Of): Context => ({ 'aws:ResourceAccount': managementAccount })

interface NamedThing {
  readonly arn: string
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly context?: Context
}

function named(organization: Of & Partial<OrganizationRecord>, id: string, { state }: OrganizationsReads): NamedThing {
  if (id.startsWith('r-'))
    return { arn: organizationRootArn(organization, id), tags: organization.root === id ? organization.tags : undefined }
  if (id.startsWith('ou-'))
    return { arn: organizationalUnitArn(organization, id), tags: organizationalUnits.get(state, organization.id, id)?.tags }
  if (id.startsWith('p-')) {
    const policy = organizationPolicies.get(state, organization.id, id)
    const type = policy?.type ?? fullAccessPolicy(id)?.type ?? 'SERVICE_CONTROL_POLICY'
    const context = { 'organizations:PolicyType': type }
    return { arn: organizationPolicyArn(organization, { id, type }), tags: policy?.tags, context }
  }
  if (id.startsWith('rp-'))
    return { arn: organizationResourcePolicyArn(organization, id), tags: organizationResourcePolicies.get(state, organization.id)?.tags }
  const member = organizationMembers.get(state, id)
  return {
    arn: organizationAccountArn(organization, id),
    tags: member?.organization === organization.id ? member.tags : undefined,
  }
}

/** The condition keys for the tags of what a request names. */
export const tagKeys = (tags: Readonly<Record<string, string>> = {}): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]))
