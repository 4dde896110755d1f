import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { DeletePolicy } from '../policies/DeletePolicy.js'
import { GetPolicy } from '../policies/GetPolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { AttachRolePolicy } from './AttachRolePolicy.js'
import { DetachRolePolicy } from './DetachRolePolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Ann', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  await w.call(CreateRole, { RoleName: 'bob', AssumeRolePolicyDocument: TRUST })
  await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
  return w
}

describe('DetachRolePolicy', () => {
  it('detaches the one policy, which can then be deleted', async () => {
    const w = await given()
    for (const PolicyArn of [OWN, READ_ONLY]) await w.call(AttachRolePolicy, { RoleName: 'ann', PolicyArn })
    expect(await w.call(DetachRolePolicy, { RoleName: 'ann', PolicyArn: OWN })).toEqual({})
    expect(w.read((state) => roles.get(state, ACCOUNT, 'ann')?.attachedPolicies)).toEqual([READ_ONLY])
    expect(await w.call(DeletePolicy, { PolicyArn: OWN })).toEqual({})
    await w.call(DetachRolePolicy, { RoleName: 'ann', PolicyArn: READ_ONLY })
    expect(await w.call(GetPolicy, { PolicyArn: READ_ONLY })).toMatchObject({ Policy: { AttachmentCount: 0 } })
  })

  it('asks for the true ARN of the role', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => DetachRolePolicy.authorize({ RoleName, PolicyArn: OWN }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DetachRolePolicy'
    const context = { 'iam:PolicyARN': OWN }
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:role/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context }])
  })

  it('refuses what is not attached, once detached too', async () => {
    const w = await given()
    await w.call(AttachRolePolicy, { RoleName: 'ann', PolicyArn: OWN })
    await w.call(DetachRolePolicy, { RoleName: 'ann', PolicyArn: OWN })
    for (const PolicyArn of [OWN, READ_ONLY]) {
      const message = `Policy ${PolicyArn} was not found.`
      expect(await w.refusal(DetachRolePolicy, { RoleName: 'ann', PolicyArn })).toEqual({ code: 'NoSuchEntity', message })
    }
    expect(await w.call(GetPolicy, { PolicyArn: OWN })).toMatchObject({ Policy: { AttachmentCount: 0 } })
    expect(await w.refusal(DetachRolePolicy, { RoleName: 'ann', PolicyArn: 'not an arn, but long' })).toMatchObject({
      code: 'ValidationError',
    })
  })

  it('refuses a role that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(DetachRolePolicy, { RoleName: 'none', PolicyArn: OWN })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DetachRolePolicy, { RoleName: 'Ann', PolicyArn: OWN }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
