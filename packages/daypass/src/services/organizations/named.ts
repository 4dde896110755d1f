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
import { fullAccessPolicy, type OrganizationPolicyType, organizationPolicies } from '../../directory/organizations/organization-policy.js'
import { isDelegatedAdministrator, placeOf } from '../../directory/organizations/organization-place.js'
import { organizationResourcePolicies } from '../../directory/organizations/organization-resource-policy.js'
import { organizationalUnits } from '../../directory/organizations/organizational-unit.js'
import type { Reader } from '../../directory/state.js'
import { isDelegated } from './delegation/delegated-actions.js'
import type { OrganizationsReads } from './organizations-deps.js'

type Context = NonNullable<RequiredPermission['context']>
type Of = Pick<OrganizationRecord, 'id' | 'managementAccount'>

/**
 * The organization of the caller, as far as it may look into it: all of it for an account to which the action is delegated; its ARN alone for other members, and for an account outside one that no organization
 * can have. With the tags of a unit or of another account, the sentence of a member's own Deny would tell what a member must not learn.
 */
function ofCaller(action: string, caller: Caller, { state, isUnseen }: OrganizationsReads): Seen {
  const place = placeOf(state, caller.account)
  if (place === undefined) return { id: 'o-none', managementAccount: caller.account }
  const { organization } = place
  if (isUnseen === true || place.isManagement || isDelegatedAdministrator(place) || isDelegated(state, place, action))
    return { ...organization, isOpen: true }
  return { id: organization.id, managementAccount: organization.managementAccount }
}

/** An organization of which a caller sees all, or only the ARN. */
type Seen = Of & { readonly root?: string; readonly tags?: Readonly<Record<string, string>>; readonly isOpen?: true }

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
  const organization = ofCaller(action, caller, reads)
  const { arn, ...keys } = named(organization, id, reads)
  return { action, resource: arn, context: { ...ownerOf(organization), ...tagKeys(keys.tags), ...keys.context, ...context } }
}

/** The permission for an action that names nothing: on everything. */
export const wholePermission = (action: string, { caller, reads, context = {} }: Asking): RequiredPermission => ({
  ...{ action, resource: '*' },
  context: { ...ownerOf(ofCaller(action, caller, reads)), ...context },
})

const ownerOf = ({ managementAccount }: Of): Context => ({ 'aws:ResourceAccount': managementAccount })

interface NamedThing {
  readonly arn: string
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly context?: Context
}

function named(organization: Seen, id: string, { state }: OrganizationsReads): NamedThing {
  const found = lookedUp(organization, id, state)
  return organization.isOpen === true
    ? found
    : { arn: arnAsNamed(organization, id), ...(id.startsWith('p-') && { context: typeKeyOf(id) }) }
}

/** The ARN of what has this id, known from the id alone. */
function arnAsNamed(organization: Of, id: string): string {
  if (id.startsWith('r-')) return organizationRootArn(organization, id)
  if (id.startsWith('ou-')) return organizationalUnitArn(organization, id)
  if (id.startsWith('p-')) return organizationPolicyArn(organization, { id, type: typeAsNamed(id) })
  return id.startsWith('rp-') ? organizationResourcePolicyArn(organization, id) : organizationAccountArn(organization, id)
}

const typeAsNamed = (id: string): OrganizationPolicyType => fullAccessPolicy(id)?.type ?? 'SERVICE_CONTROL_POLICY'
const typeKeyOf = (id: string): Context => ({ 'organizations:PolicyType': typeAsNamed(id) })

/** The same reads for every caller. */
function lookedUp(organization: Seen, id: string, state: Reader): NamedThing {
  const arn = arnAsNamed(organization, id)
  if (id.startsWith('r-')) return { arn, tags: organization.root === id ? organization.tags : undefined }
  if (id.startsWith('ou-')) return { arn, tags: organizationalUnits.get(state, organization.id, id)?.tags }
  if (id.startsWith('rp-')) return { arn, tags: organizationResourcePolicies.get(state, organization.id)?.tags }
  if (id.startsWith('p-')) {
    const policy = organizationPolicies.get(state, organization.id, id)
    const type = policy?.type ?? typeAsNamed(id)
    return { arn: organizationPolicyArn(organization, { id, type }), tags: policy?.tags, context: { 'organizations:PolicyType': type } }
  }
  const member = organizationMembers.get(state, id)
  return { arn, tags: member?.organization === organization.id ? member.tags : undefined }
}

/** The condition keys for the tags of what a request names. */
export const tagKeys = (tags: Readonly<Record<string, string>> = {}): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]))
