import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateRole } from '../roles/CreateRole.js'
import { ListRolePolicies } from './ListRolePolicies.js'
import { PutRolePolicy } from './PutRolePolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Ann', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  await w.call(CreateRole, { RoleName: 'bob', AssumeRolePolicyDocument: TRUST })
  return w
}

const full = async () => {
  const w = await given()
  for (const PolicyName of ['c', 'a', 'A', 'b']) await w.call(PutRolePolicy, { RoleName: 'ann', PolicyName, PolicyDocument: DOCUMENT })
  return w
}

describe('ListRolePolicies', () => {
  it('returns the names, those that differ by case too', async () => {
    const w = await full()
    expect(await w.call(ListRolePolicies, { RoleName: 'ann' })).toEqual({ PolicyNames: ['A', 'a', 'b', 'c'], IsTruncated: false })
    expect(await w.call(ListRolePolicies, { RoleName: 'bob' })).toEqual({ PolicyNames: [], IsTruncated: false })
  })

  it('goes through pages, with markers that are good for this role only', async () => {
    const w = await full()
    const first = await w.call(ListRolePolicies, { RoleName: 'ann', MaxItems: 3 })
    expect(first).toEqual({ PolicyNames: ['A', 'a', 'b'], IsTruncated: true, Marker: expect.any(String) })
    const { Marker } = first
    expect(await w.call(ListRolePolicies, { RoleName: 'ann', MaxItems: 3, Marker })).toEqual({ PolicyNames: ['c'], IsTruncated: false })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListRolePolicies, { RoleName: 'bob', Marker })).toEqual(refusal)
  })

  it('asks for the true ARN of the role', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => ListRolePolicies.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListRolePolicies'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:role/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context }])
  })

  it('refuses a role that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(ListRolePolicies, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListRolePolicies, { RoleName: 'Ann' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
