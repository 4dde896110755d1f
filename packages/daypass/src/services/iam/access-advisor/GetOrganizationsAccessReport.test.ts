import { describe, expect, it } from 'vitest'
import { root, world } from '../../../testing/world.js'
import { GetOrganizationsAccessReport } from './GetOrganizationsAccessReport.js'

const JobId = '00000000-0000-4000-8000-000000000000'

describe('GetOrganizationsAccessReport', () => {
  it('is NoSuchEntity, because no such report was ever made', async () => {
    const w = await world()
    expect(await w.refusal(GetOrganizationsAccessReport, { JobId })).toEqual({ code: 'NoSuchEntity', message: 'Unknown' })
  })

  it('requires iam:GetOrganizationsAccessReport', async () => {
    const w = await world()
    const asked = w.read((state) => GetOrganizationsAccessReport.authorize({ JobId }, root, { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:GetOrganizationsAccessReport', resource: '*' }])
    expect(await w.refusal(GetOrganizationsAccessReport, { JobId }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
