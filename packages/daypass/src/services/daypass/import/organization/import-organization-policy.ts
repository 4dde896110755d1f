import { organizationPolicyProblem } from '../../../../access/organizations/organization-document.js'
import {
  FULL_ACCESS,
  ORGANIZATION_POLICY_QUOTAS,
  ORGANIZATION_POLICY_TYPES,
  type OrganizationPolicyRecord,
  type OrganizationPolicyType,
  organizationPolicies,
} from '../../../../directory/organizations/organization-policy.js'
import { type Fields, NotImportable } from '../fields.js'
import { type Importer, keptText, settle } from '../importing.js'
import { between } from '../narrowing/between.js'
import { standingOf } from './standing.js'

const KINDS = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' } as const

/**
 * Imports a policy of an organization, which nothing has attached yet. Its text takes effect at once where it is attached already: narrowed, it is one between
 * that here and that of the file.
 */
export const importOrganizationPolicy: Importer = (fields, at) => {
  const { state, ids } = at
  const { id: organization } = standingOf(fields, at)
  const [id, type, name] = [fields.text('Id'), typeIn(fields), fields.line('Name')]
  if (!/^p-[0-9a-zA-Z_]{8,128}$/.test(id)) throw new NotImportable(`${id} is not the id of a policy, such as p-examplepolicyid111.`)
  if (name.length < 1 || name.length > 128) throw new NotImportable('The name of a policy must have 1 to 128 characters.')
  const description = fields.maybeText('Description') ?? ''
  if (description.length > 512) throw new NotImportable('The description of a policy must have 512 characters at most.')
  const present = organizationPolicies.get(state, organization, id)
  const text = textIn(fields, type, present)
  if (present !== undefined && present.type !== type)
    throw new NotImportable(`The policy ${id} is here with another type, ${present.type}.`)
  const isTaken = name !== present?.name && organizationPolicies.hasName(state, { organization, type, name })
  if (isTaken || name === FULL_ACCESS[type].name) throw new NotImportable(`Another policy has the name ${name}.`)
  const made = { stamp: organizationPolicies.newStamp(ids), tags: {}, uses: { generation: 0, count: 0 } }
  const record: OrganizationPolicyRecord = {
    ...{ ...(present ?? made), organization, id, type, name, description, text },
    ...(present !== undefined && present.text !== text && { stamp: made.stamp }),
  }
  const staged = at.stage === 'narrow' && present !== undefined ? narrowed(present, record) : record
  return settle({ present, staged, record }, [], () => {
    if (present !== undefined && present.name !== staged.name) organizationPolicies.delete(state, present)
    organizationPolicies.put(state, staged)
  })
}

function narrowed(present: OrganizationPolicyRecord, { type, text: after, stamp }: OrganizationPolicyRecord): OrganizationPolicyRecord {
  const text = between(present.text, after, KINDS[type])
  return text === present.text ? present : { ...present, text, stamp }
}

function textIn(fields: Fields, type: OrganizationPolicyType, present: OrganizationPolicyRecord | undefined): string {
  const given = fields.text('Content')
  const most = ORGANIZATION_POLICY_QUOTAS[type].characters
  if (given.length > most) throw new NotImportable(`It has ${given.length} characters, and may have ${most}.`)
  const problem = organizationPolicyProblem(given, KINDS[type])
  if (problem !== undefined) throw new NotImportable(problem)
  return keptText(present?.text, given)
}

function typeIn(fields: Fields): OrganizationPolicyType {
  const given = fields.text('Type')
  const type = ORGANIZATION_POLICY_TYPES.find((one) => one === given)
  if (type === undefined) throw new NotImportable(`Nothing here would enforce policies of the type ${given}.`)
  return type
}
