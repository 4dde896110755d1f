import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateRole } from './CreateRole.js'
import { GetRole } from './GetRole.js'
import { UpdateAssumeRolePolicy } from './UpdateAssumeRolePolicy.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Reader', Path: '/team/', AssumeRolePolicyDocument: TRUST, Tags: [{ Key: 'k', Value: 'v' }] })
  return w
}

describe('UpdateAssumeRolePolicy', () => {
  it('replaces the trust policy', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const PolicyDocument = TRUST.replace(`"${ACCOUNT}"`, `"${ann.arn}"`)
    expect(await w.call(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument })).toEqual({})
    const { Role } = await w.call(GetRole, { RoleName: 'Reader' })
    expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ''))).toEqual(JSON.parse(PolicyDocument))
    expect(w.read((state) => roles.get(state, ACCOUNT, 'Reader')?.trust)).toContain(`"${ann.id}"`)
  })

  it('requires permission on the real ARN of the role with its tags; without a role, on the path /', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => UpdateAssumeRolePolicy.authorize({ RoleName, PolicyDocument: TRUST }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:UpdateAssumeRolePolicy'
    const context = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
    expect(asked('READER')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Reader`, named: `arn:aws:iam::${ACCOUNT}:role/READER`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context: {} }])
  })

  it.each([
    ['is not JSON', '{', 'MalformedPolicyDocument', 'This policy contains invalid Json'],
    [
      'trusts a principal that does not exist',
      TRUST.replace(ACCOUNT, `arn:aws:iam::${ACCOUNT}:role/none`),
      'MalformedPolicyDocument',
      `Invalid principal in policy: "AWS":"arn:aws:iam::${ACCOUNT}:role/none"`,
    ],
    [
      'is too large',
      TRUST.replace('"Effect"', `"Sid":"${'x'.repeat(2048)}","Effect"`),
      'LimitExceeded',
      'Cannot exceed quota for ACLSizePerRole: 2048',
    ],
  ])('refuses a trust policy that %s, and keeps the old one', async (_why, PolicyDocument, code, message) => {
    const w = await given()
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument })).toEqual({ code, message })
    expect(w.read((state) => roles.get(state, ACCOUNT, 'Reader')?.trust)).toBe(TRUST)
  })

  it('accepts the policy as GetRole returns it after a principal was deleted, and no id that it did not contain before', async () => {
    const w = await given()
    const ann = await w.user('ann')
    await w.call(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument: TRUST.replace(ACCOUNT, ann.arn) })
    await w.change((state) => users.delete(state, users.get(state, ACCOUNT, 'ann')!))
    const { Role } = await w.call(GetRole, { RoleName: 'Reader' })
    const PolicyDocument = decodeURIComponent(Role.AssumeRolePolicyDocument ?? '')
    expect(PolicyDocument).toContain(ann.id)
    expect(await w.call(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument })).toEqual({})
    const refusal = { code: 'MalformedPolicyDocument', message: `Invalid principal in policy: "AWS":"${ann.id}"` }
    expect(await w.refusal(CreateRole, { RoleName: 'Copy', AssumeRolePolicyDocument: PolicyDocument })).toEqual(refusal)
    await w.call(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument: TRUST })
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument })).toEqual(refusal)
  })

  it('refuses a role that does not exist, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'none', PolicyDocument: TRUST })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(UpdateAssumeRolePolicy, { RoleName: 'Reader', PolicyDocument: TRUST }, ann)).toMatchObject({
      code: 'AccessDenied',
    })
  })
})
