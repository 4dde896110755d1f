// organization: an organization of AWS with its root, units, accounts and policies, brought with their ids. Owns what is written in which order: an account
// becomes a member when all that bounds it is here. Refuses types of policies that nothing here would enforce.

import { type OrganizationRecord, organizationRecords } from '../../../../directory/organizations/organization.js'
import { type Attached, attachedPolicies, withAttached } from '../../../../directory/organizations/organization-attachment.js'
import {
  FULL_ACCESS,
  fullAccessPolicy,
  ORGANIZATION_POLICY_QUOTAS,
  ORGANIZATION_POLICY_TYPES,
  type OrganizationPolicyType,
  organizationPolicies,
} from '../../../../directory/organizations/organization-policy.js'
import { type Fields, NotImportable } from '../fields.js'
import { type Importing, keptOrder } from '../importing.js'
import { hasEffect } from '../narrowing/between.js'
import { narrowedAttachments } from '../narrowing/narrowed-attachments.js'

/** The organization that an entity is of. In a dry run it may be one that is only assumed: nothing of it is here. */
export interface Standing {
  readonly id: string
  readonly managementAccount: string
  readonly present: OrganizationRecord | undefined
}

const ORGANIZATION_ID = /^o-[a-z0-9]{10,32}$/

/** The id of an organization in an entity. */
export function organizationIdIn(fields: Fields, name: string): string {
  const id = fields.text(name)
  if (!ORGANIZATION_ID.test(id)) throw new NotImportable(`${id} is not the id of an organization, such as o-exampleorgid.`)
  return id
}

/** The organization that the entity names, which must be here, with the same management account. */
export function standingOf(fields: Fields, { state, account, assumed }: Importing): Standing {
  const id = organizationIdIn(fields, 'OrganizationId')
  const present = organizationRecords.get(state, id)
  if (present === undefined && !assumed.has(id)) throw new NotImportable(`The organization ${id} is not here.`)
  if (present !== undefined && present.managementAccount !== account)
    throw new NotImportable(`The organization ${id} has another management account here, ${present.managementAccount}.`)
  return { id, managementAccount: account, present }
}

/** What is to be attached, by type. */
type GivenAttachments = ReadonlyMap<OrganizationPolicyType, readonly string[]>

/**
 * What an entity has attached, by type. Something of each enabled type must be attached everywhere (Organizations user guide, "Attaching and detaching
 * SCPs"), and each must be here: one that is left out could be the one that denies.
 */
export function attachmentsIn(fields: Fields, { id, present }: Standing, { state, assumed, stage }: Importing): GivenAttachments {
  const lists = fields.maybeObject('Attached')
  const found = new Map<OrganizationPolicyType, readonly string[]>()
  for (const type of ORGANIZATION_POLICY_TYPES) {
    const ids = [...new Set(lists?.texts(type) ?? [])]
    if (present !== undefined && !present.policyTypes.includes(type)) {
      if (ids.length > 0) throw new NotImportable(`${type} is not enabled in the organization, and policies of it are attached.`)
      continue
    }
    for (const policy of ids) {
      const known = fullAccessPolicy(policy) ?? organizationPolicies.get(state, id, policy)
      if (known === undefined && !assumed.has(policy)) throw new NotImportable(`The policy ${policy} is not here.`)
      if (known !== undefined && known.type !== type) throw new NotImportable(`The policy ${policy} is not of the type ${type}.`)
    }
    // A type that is not enabled in the file is disabled at the end.
    if (present !== undefined && ids.length === 0 && stage !== undefined && lists?.has(type) !== true) continue
    if (present !== undefined && ids.length === 0) throw new NotImportable(`No policy of the type ${type} is attached.`)
    const { attached } = ORGANIZATION_POLICY_QUOTAS[type]
    if (ids.length > attached) throw new NotImportable(`${ids.length} policies of the type ${type} are attached, and may be ${attached}.`)
    found.set(type, ids)
  }
  return found
}

/** The attachments as they are to be stored, in place of `before`; undefined `before` is what is new. */
export function keptAttachments({ present }: Standing, before: Attached | undefined, given: GivenAttachments): Attached {
  let attached = before ?? {}
  if (present === undefined) return attached
  for (const type of present.policyTypes) {
    const now = attachedPolicies(present, attached, type)
    const policies = keptOrder(now, given.get(type) ?? now)
    if (policies !== now) attached = withAttached(present, attached, { type, policies })
  }
  return attached
}

/** Attachments between two: those from before without what only allows, and with what only denies. */
export function narrowedBy({ present }: Standing, change: { before: Attached; after: Attached }, { state }: Importing): Attached {
  let { before: attached } = change
  if (present === undefined) return change.after
  const hasOf = (effect: 'Allow' | 'Deny') => (id: string) => {
    const text = fullAccessPolicy(id)?.text ?? organizationPolicies.get(state, present.id, id)?.text
    return text === undefined || hasEffect(text, effect)
  }
  for (const type of present.policyTypes) {
    const before = attachedPolicies(present, change.before, type)
    const after = attachedPolicies(present, change.after, type)
    const one = { full: FULL_ACCESS[type].id, allows: hasOf('Allow'), denies: hasOf('Deny') }
    const policies = keptOrder(before, narrowedAttachments(before, after, one))
    if (policies !== before) attached = withAttached(present, attached, { type, policies })
  }
  return attached
}

/** Counts what is attached once more and once less. Nothing was attached to what is new. */
export function stageCounts({ present }: Standing, { state }: Importing, change: { before: Attached | undefined; after: Attached }): void {
  if (present === undefined) return
  for (const type of present.policyTypes) {
    const before = change.before === undefined ? [] : attachedPolicies(present, change.before, type)
    const after = attachedPolicies(present, change.after, type)
    for (const id of before) if (!after.includes(id)) organizationPolicies.count(state, present, { id, change: -1 })
    for (const id of after) if (!before.includes(id)) organizationPolicies.count(state, present, { id, change: 1 })
  }
}
