import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { world } from '../../../testing/world.js'
import { DisableOrganizationsRootCredentialsManagement } from './DisableOrganizationsRootCredentialsManagement.js'
import { DisableOrganizationsRootSessions } from './DisableOrganizationsRootSessions.js'
import { EnableOrganizationsRootCredentialsManagement } from './EnableOrganizationsRootCredentialsManagement.js'
import { EnableOrganizationsRootSessions } from './EnableOrganizationsRootSessions.js'
import { ListOrganizationsFeatures } from './ListOrganizationsFeatures.js'

const OPERATIONS = [
  ['iam:EnableOrganizationsRootCredentialsManagement', EnableOrganizationsRootCredentialsManagement],
  ['iam:EnableOrganizationsRootSessions', EnableOrganizationsRootSessions],
  ['iam:DisableOrganizationsRootCredentialsManagement', DisableOrganizationsRootCredentialsManagement],
  ['iam:DisableOrganizationsRootSessions', DisableOrganizationsRootSessions],
  ['iam:ListOrganizationsFeatures', ListOrganizationsFeatures],
] as const

describe.each(OPERATIONS)('%s', (action, operation) => {
  it('is refused, because there is no organization (our behaviour)', async () => {
    const w = await world()
    expect(await w.refusal(operation, {})).toEqual({ code: 'OrganizationNotFoundException', message: 'Unknown' })
  })

  it('requires permission on everything, before it says so', async () => {
    const w = await world()
    expect(askedBy(w, operation, {})).toEqual([{ action, resource: '*' }])
    expect(await w.refusal(operation, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
