import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { GenerateOrganizationsAccessReport } from './GenerateOrganizationsAccessReport.js'

const EntityPath = 'o-abcdefghij/r-abcd'
const action = 'iam:GenerateOrganizationsAccessReport'

describe('GenerateOrganizationsAccessReport', () => {
  it('is InvalidInput, because no account is the management account of an organization', async () => {
    const w = await world()
    expect(await w.refusal(GenerateOrganizationsAccessReport, { EntityPath })).toEqual({ code: 'InvalidInput', message: 'Unknown' })
  })

  it('requires permission on the report of the path, with the policy as iam:OrganizationsPolicyId', async () => {
    const w = await world()
    const input = { EntityPath, OrganizationsPolicyId: 'p-12345678' }
    const asked = w.read((state) => GenerateOrganizationsAccessReport.authorize(input, root, { state, awsManaged: w.awsManaged }))
    const resource = `arn:aws:iam::${ACCOUNT}:access-report/${EntityPath}`
    expect(asked).toEqual([{ action, resource, context: { 'iam:OrganizationsPolicyId': 'p-12345678' } }])
    expect(await w.refusal(GenerateOrganizationsAccessReport, input, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
