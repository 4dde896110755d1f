import {
  type OrganizationRecord as Organization,
  type OrganizationRecord,
  organizationRecords,
} from '../../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../../directory/organizations/organization-member.js'
import {
  FULL_ACCESS,
  ORGANIZATION_POLICY_TYPES,
  type OrganizationPolicyType,
} from '../../../../directory/organizations/organization-policy.js'
import { type Fields, NotImportable } from '../fields.js'
import { type Importer, settle } from '../importing.js'
import { attachmentsIn, keptAttachments, narrowedBy, organizationIdIn, stageCounts, standingOf } from './standing.js'

/**
 * Imports an organization: with its id, its root and the enabled types of policies that decide here, and with its management account as the only member,
 * which no policy bounds. What is attached to the root comes later, when the policies are here.
 */
export const importOrganization: Importer = (fields, at) => {
  const { account, state, now } = at
  const [id, root] = [organizationIdIn(fields, 'Id'), fields.text('RootId')]
  if (!/^r-[a-z0-9]{4,32}$/.test(root)) throw new NotImportable(`${root} is not the id of a root, such as r-examplerootid111.`)
  const featureSet = featureSetIn(fields)
  const present = organizationRecords.get(state, id)
  const member = organizationMembers.get(state, account)
  if (present !== undefined && (present.managementAccount !== account || present.root !== root))
    throw new NotImportable(`The organization ${id} is here with another management account or another root.`)
  if (member !== undefined && member.organization !== id)
    throw new NotImportable(`The account ${account} is in the organization ${member.organization} here.`)
  const policyTypes = typesIn(fields)
  const made = { createdAt: now, attached: {}, tags: {}, serviceAccess: {}, delegated: {}, rootFeatures: [] }
  const withTypes = (policyTypes: readonly OrganizationPolicyType[]): OrganizationRecord => ({
    ...{ ...(present ?? made), id, managementAccount: account, featureSet, root },
    ...{ policyTypes: keptTypes(present, policyTypes), generations: generationsOf(present, policyTypes) },
  })
  const record = withTypes(policyTypes)
  const staged = at.stage === undefined ? record : withTypes(withPresentTypes(present, policyTypes))
  // Made as a member with it, and nothing takes it away again.
  const known = member === undefined ? undefined : present
  return settle({ present: known, staged, record }, [], () => {
    organizationRecords.put(state, staged)
    if (member === undefined)
      organizationMembers.add(state, {
        ...{ account, organization: id, parent: root, joinedMethod: 'INVITED', joinedAt: now, attached: {}, tags: {} },
      })
  })
}

/** The types with those that are enabled here: without a type, its policies would bound nobody. */
const withPresentTypes = (present: Organization | undefined, types: readonly OrganizationPolicyType[]) =>
  ORGANIZATION_POLICY_TYPES.filter((type) => types.includes(type) || present?.policyTypes.includes(type) === true)

/** Imports what is attached to the root. */
export const importOrganizationRoot: Importer = (fields, at) => {
  const standing = standingOf(fields, at)
  const given = attachmentsIn(fields, standing, at)
  const { present } = standing
  // A dry run: with the organization the root would have what AWS attaches.
  const isAsMade = [...given].every(([type, ids]) => ids.every((id) => id === FULL_ACCESS[type].id))
  if (present === undefined) return { outcome: isAsMade ? 'unchanged' : 'updated', notes: [] }
  const attached = keptAttachments(standing, present.attached, given)
  const staged = at.stage === 'narrow' ? narrowedBy(standing, { before: present.attached, after: attached }, at) : attached
  const record = { ...present, attached }
  return settle({ present, staged: { ...present, attached: staged }, record }, [], () => {
    stageCounts(standing, at, { before: present.attached, after: staged })
    organizationRecords.put(at.state, { ...present, attached: staged })
  })
}

function featureSetIn(fields: Fields): Organization['featureSet'] {
  const given = fields.text('FeatureSet')
  if (given !== 'ALL' && given !== 'CONSOLIDATED_BILLING') throw new NotImportable(`${given} is not a feature set.`)
  return given
}

function typesIn(fields: Fields): readonly OrganizationPolicyType[] {
  const given = fields.texts('PolicyTypes')
  const types = ORGANIZATION_POLICY_TYPES.filter((type) => given.includes(type))
  const other = given.find((type) => !types.some((one) => one === type))
  if (other !== undefined) throw new NotImportable(`Nothing here would enforce policies of the type ${other}.`)
  return types
}

const keptTypes = (present: Organization | undefined, types: readonly OrganizationPolicyType[]): readonly OrganizationPolicyType[] =>
  present !== undefined && present.policyTypes.length === types.length && types.every((type) => present.policyTypes.includes(type))
    ? present.policyTypes
    : types

/** A type that is enabled now has nothing attached but the policy of AWS. */
function generationsOf(present: Organization | undefined, types: readonly OrganizationPolicyType[]): Organization['generations'] {
  const generations = { ...present?.generations }
  for (const type of types) if (present?.policyTypes.includes(type) !== true) generations[type] = (generations[type] ?? 0) + 1
  return generations
}
