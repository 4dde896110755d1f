import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateRole } from './CreateRole.js'
import { GetRole } from './GetRole.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Reader', Path: '/team/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('GetRole', () => {
  it('returns a role with its tags and its trust policy percent-encoded', async () => {
    const w = await given()
    const { Role } = await w.call(GetRole, { RoleName: 'reader' })
    expect(Role).toMatchObject({ RoleName: 'Reader', Path: '/team/', MaxSessionDuration: 3600, Tags: [{ Key: 'k', Value: 'v' }] })
    expect(Role.AssumeRolePolicyDocument).toMatch(/^%7B%22Version%22/)
    expect(decodeURIComponent(Role.AssumeRolePolicyDocument ?? '')).toBe(TRUST)
  })

  it('returns when and where a session of it last made a request, for 400 days, and an empty RoleLastUsed otherwise', async () => {
    const w = await given()
    const { Role } = await w.call(GetRole, { RoleName: 'Reader' })
    const session = { ...(await roleSession(w)), id: Role.RoleId }
    const lastUsed = async () => (await w.call(GetRole, { RoleName: 'Reader' })).Role.RoleLastUsed
    expect(await lastUsed()).toEqual({})
    await w.at({ region: 'eu-west-1', kind: 'custom' }).attempt(GetRole, { RoleName: 'Reader' }, session)
    expect(await lastUsed()).toEqual({ LastUsedDate: new Date(START), Region: 'eu-west-1' })
    await w.lastUse.flush(w.store, START)
    w.clock.move(400 * 86_400_000)
    expect(await lastUsed()).toMatchObject({ Region: 'eu-west-1' })
    w.clock.move(400 * 86_400_000 + 1)
    expect(await lastUsed()).toEqual({})
  })

  it('requires permission on the real ARN of the role with its tags; without a role, on the path /', async () => {
    const w = await given()
    const asked = (RoleName: string) => w.read((state) => GetRole.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetRole'
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
    expect(await w.refusal(GetRole, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetRole, { RoleName: 'Reader' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
