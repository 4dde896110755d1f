import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateRole } from './CreateRole.js'
import { GetRole } from './GetRole.js'
import { UpdateRole } from './UpdateRole.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Reader', Path: '/team/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('UpdateRole', () => {
  it('changes the given fields and keeps the others', async () => {
    const w = await given()
    const change = async (input: object) => {
      expect(await w.call(UpdateRole, { RoleName: 'Reader', ...input })).toEqual({})
      return (await w.call(GetRole, { RoleName: 'Reader' })).Role
    }
    expect(await change({ Description: 'reads' })).toMatchObject({ Description: 'reads', MaxSessionDuration: 3600 })
    expect(await change({ MaxSessionDuration: 7200 })).toMatchObject({ Description: 'reads', MaxSessionDuration: 7200 })
    expect(await change({})).toMatchObject({ Description: 'reads', MaxSessionDuration: 7200 })
    expect(await change({ Description: '' })).toMatchObject({ Description: '', MaxSessionDuration: 7200 })
  })

  it('requires permission on the real ARN of the role with its tags; without a role, on the path /', async () => {
    const w = await given()
    const asked = (RoleName: string) => w.read((state) => UpdateRole.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:UpdateRole'
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
    expect(asked('READER')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Reader`, named: `arn:aws:iam::${ACCOUNT}:role/READER`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context: {} }])
  })

  it('refuses a role that does not exist, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(UpdateRole, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(UpdateRole, { RoleName: 'Reader' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
