import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateRole } from '../roles/CreateRole.js'
import { GetRolePolicy } from './GetRolePolicy.js'
import { PutRolePolicy } from './PutRolePolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Ann', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  await w.call(CreateRole, { RoleName: 'bob', AssumeRolePolicyDocument: TRUST })
  return w
}

describe('GetRolePolicy', () => {
  it('returns the document percent-encoded, as it was written', async () => {
    const w = await given()
    const PolicyDocument = `${DOCUMENT.replace('GetObject', 'Get*')} \n`
    await w.call(PutRolePolicy, { RoleName: 'ann', PolicyName: 'p', PolicyDocument })
    const output = await w.call(GetRolePolicy, { RoleName: 'ann', PolicyName: 'p' })
    expect(output).toMatchObject({ RoleName: 'Ann', PolicyName: 'p' })
    expect(output.PolicyDocument).toMatch(/^[A-Za-z0-9._~%-]+$/)
    expect(decodeURIComponent(output.PolicyDocument as string)).toBe(PolicyDocument)
  })

  it('asks for the true ARN of the role', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => GetRolePolicy.authorize({ RoleName, PolicyName: 'p' }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetRolePolicy'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:role/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context }])
  })

  it('refuses a policy that is not there, also one whose name every object knows', async () => {
    const w = await given()
    for (const PolicyName of ['p', 'constructor', '__proto__']) {
      const message = `The role policy with name ${PolicyName} cannot be found.`
      expect(await w.refusal(GetRolePolicy, { RoleName: 'Ann', PolicyName })).toEqual({ code: 'NoSuchEntity', message })
    }
  })

  it('refuses a role that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(GetRolePolicy, { RoleName: 'none', PolicyName: 'p' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetRolePolicy, { RoleName: 'Ann', PolicyName: 'p' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
