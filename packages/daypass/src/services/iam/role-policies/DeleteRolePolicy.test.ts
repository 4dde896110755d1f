import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateRole } from '../roles/CreateRole.js'
import { DeleteRolePolicy } from './DeleteRolePolicy.js'
import { PutRolePolicy } from './PutRolePolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Ann', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  await w.call(CreateRole, { RoleName: 'bob', AssumeRolePolicyDocument: TRUST })
  return w
}

describe('DeleteRolePolicy', () => {
  it('deletes the one policy and no other', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'q']) await w.call(PutRolePolicy, { RoleName: 'ann', PolicyName, PolicyDocument: DOCUMENT })
    expect(await w.call(DeleteRolePolicy, { RoleName: 'ann', PolicyName: 'p' })).toEqual({})
    expect(w.read((state) => roles.get(state, ACCOUNT, 'ann')?.inlinePolicies)).toEqual({ q: DOCUMENT })
  })

  it('asks for the true ARN of the role', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => DeleteRolePolicy.authorize({ RoleName, PolicyName: 'p' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeleteRolePolicy'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:role/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context }])
  })

  it('refuses a policy that is not there', async () => {
    const w = await given()
    const message = 'The role policy with name p cannot be found.'
    expect(await w.refusal(DeleteRolePolicy, { RoleName: 'Ann', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
  })

  it('refuses a role that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(DeleteRolePolicy, { RoleName: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DeleteRolePolicy, { RoleName: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
