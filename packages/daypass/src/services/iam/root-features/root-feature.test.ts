import { describe, expect, it } from 'vitest'
import { organizationWorld } from '../../../testing/organization.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { world } from '../../../testing/world.js'
import { DisableOrganizationsRootCredentialsManagement } from './DisableOrganizationsRootCredentialsManagement.js'
import { DisableOrganizationsRootSessions } from './DisableOrganizationsRootSessions.js'
import { EnableOrganizationsRootCredentialsManagement } from './EnableOrganizationsRootCredentialsManagement.js'
import { EnableOrganizationsRootSessions } from './EnableOrganizationsRootSessions.js'
import { ListOrganizationsFeatures } from './ListOrganizationsFeatures.js'
import type { OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationRecords } from '../../../directory/organizations/organization.js'

const OPERATIONS = [
  [
    'iam:EnableOrganizationsRootCredentialsManagement',
    EnableOrganizationsRootCredentialsManagement,
    'CallerIsNotManagementAccountException',
  ],
  ['iam:EnableOrganizationsRootSessions', EnableOrganizationsRootSessions, 'CallerIsNotManagementAccountException'],
  [
    'iam:DisableOrganizationsRootCredentialsManagement',
    DisableOrganizationsRootCredentialsManagement,
    'AccountNotManagementOrDelegatedAdministratorException',
  ],
  ['iam:DisableOrganizationsRootSessions', DisableOrganizationsRootSessions, 'AccountNotManagementOrDelegatedAdministratorException'],
  ['iam:ListOrganizationsFeatures', ListOrganizationsFeatures, 'AccountNotManagementOrDelegatedAdministratorException'],
] as const

/** An organization that trusts IAM. */
async function trusting(over: Partial<OrganizationRecord> = {}) {
  const made = await organizationWorld()
  const trust = { serviceAccess: { 'iam.amazonaws.com': 0 } }
  await made.w.change((state) => {
    const known = organizationRecords.get(state, made.id)
    if (known !== undefined) organizationRecords.put(state, { ...known, ...trust, ...over })
  })
  return made
}

describe.each(OPERATIONS)('%s', (action, operation, forOthers) => {
  it('is refused without an organization', async () => {
    const w = await world()
    expect(await w.refusal(operation, {})).toEqual({ code: 'OrganizationNotFoundException', message: 'Unknown' })
  })

  it('is refused to members, without all features, and where IAM is not trusted', async () => {
    const { w, admin } = await trusting()
    expect(await w.refusal(operation, {}, admin)).toEqual({ code: forOthers, message: 'Unknown' })
    const bills = await trusting({ featureSet: 'CONSOLIDATED_BILLING' })
    expect(await bills.w.refusal(operation, {})).toMatchObject({ code: 'OrganizationNotInAllFeaturesModeException' })
    const { w: untrusted } = await organizationWorld()
    expect(await untrusted.refusal(operation, {})).toMatchObject({ code: 'ServiceAccessNotEnabledException' })
  })

  it('is open to a delegated administrator of IAM, unless it enables', async () => {
    const { w, id, member, admin } = await trusting()
    await w.change((state) => {
      const known = organizationRecords.get(state, id) as OrganizationRecord
      organizationRecords.put(state, { ...known, delegated: { [member]: { 'iam.amazonaws.com': 0 } } })
    })
    if (action.includes('Enable')) expect(await w.refusal(operation, {}, admin)).toMatchObject({ code: forOthers })
    else expect(await w.call(operation, {}, admin)).toEqual({ OrganizationId: id, EnabledFeatures: [] })
  })

  it('requires permission on everything, before it says anything', async () => {
    const w = await world()
    expect(askedBy(w, operation, {})).toEqual([{ action, resource: '*' }])
    expect(await w.refusal(operation, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})

describe('root features', () => {
  it('are enabled, listed and disabled; each may be repeated', async () => {
    const { w, id } = await trusting()
    for (const operation of [
      EnableOrganizationsRootSessions,
      EnableOrganizationsRootCredentialsManagement,
      EnableOrganizationsRootSessions,
    ])
      await w.call(operation, {})
    const all = { OrganizationId: id, EnabledFeatures: ['RootCredentialsManagement', 'RootSessions'] }
    expect(await w.call(ListOrganizationsFeatures, {})).toEqual(all)
    expect(await w.call(DisableOrganizationsRootSessions, {})).toEqual({ ...all, EnabledFeatures: ['RootCredentialsManagement'] })
    for (let twice = 0; twice < 2; twice++)
      expect(await w.call(DisableOrganizationsRootCredentialsManagement, {})).toEqual({ ...all, EnabledFeatures: [] })
  })
})
