import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, root, world } from '../../../testing/world.js'
import { CreatePolicy } from '../policies/CreatePolicy.js'
import { CreateRole } from '../roles/CreateRole.js'
import { AttachRolePolicy } from './AttachRolePolicy.js'
import { ListAttachedRolePolicies } from './ListAttachedRolePolicies.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`
const DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}}'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own/p`
const ADMIN = 'arn:aws:iam::aws:policy/AdministratorAccess'

const given = async () => {
  const w = await world()
  await w.call(CreateRole, { RoleName: 'Ann', Path: '/team/', AssumeRolePolicyDocument: TRUST })
  await w.call(CreateRole, { RoleName: 'bob', AssumeRolePolicyDocument: TRUST })
  await w.call(CreatePolicy, { PolicyName: 'p', Path: '/own/', PolicyDocument: DOCUMENT })
  return w
}

const full = async () => {
  const w = await given()
  await w.call(CreatePolicy, { PolicyName: 'readonlyaccess', PolicyDocument: DOCUMENT })
  for (const PolicyArn of [READ_ONLY, OWN, ADMIN, `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess`])
    await w.call(AttachRolePolicy, { RoleName: 'ann', PolicyArn })
  return w
}
const arns = (output: OutputOf<typeof ListAttachedRolePolicies>) => (output.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn)

describe('ListAttachedRolePolicies', () => {
  it('returns names and ARNs by name, ignoring case', async () => {
    const w = await full()
    expect(await w.call(ListAttachedRolePolicies, { RoleName: 'ann' })).toEqual({
      AttachedPolicies: [
        { PolicyName: 'AdministratorAccess', PolicyArn: ADMIN },
        { PolicyName: 'p', PolicyArn: OWN },
        { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY },
        { PolicyName: 'readonlyaccess', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess` },
      ],
      IsTruncated: false,
    })
  })

  it('returns those under a path prefix', async () => {
    const w = await full()
    expect(arns(await w.call(ListAttachedRolePolicies, { RoleName: 'ann', PathPrefix: '/own/' }))).toEqual([OWN])
  })

  it('goes through pages of one', async () => {
    const w = await full()
    const seen: (string | undefined)[] = []
    let page: OutputOf<typeof ListAttachedRolePolicies> = {}
    do {
      page = await w.call(ListAttachedRolePolicies, {
        RoleName: 'ann',
        MaxItems: 1,
        Marker: page.Marker,
      })
      seen.push(...arns(page))
    } while (page.IsTruncated === true)
    expect(seen).toEqual([ADMIN, OWN, READ_ONLY, `arn:aws:iam::${ACCOUNT}:policy/readonlyaccess`])
  })

  it('asks for the true ARN of the role', async () => {
    const w = await given()
    const asked = (RoleName: string) =>
      w.read((state) => ListAttachedRolePolicies.authorize({ RoleName }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListAttachedRolePolicies'
    const context = {}
    expect(asked('ANN')).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:role/team/Ann`, named: `arn:aws:iam::${ACCOUNT}:role/ANN`, context },
    ])
    expect(asked('none')).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:role/none`, context }])
  })

  it('refuses the marker of another role', async () => {
    const w = await full()
    const { Marker } = await w.call(ListAttachedRolePolicies, { RoleName: 'ann', MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListAttachedRolePolicies, { RoleName: 'bob', Marker })).toEqual(refusal)
  })

  it('refuses a role that is not there, and a caller whom no policy allows it', async () => {
    const w = await given()
    const nobody = await w.user('nobody')
    const message = 'The role with name none cannot be found.'
    expect(await w.refusal(ListAttachedRolePolicies, { RoleName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListAttachedRolePolicies, { RoleName: 'Ann' }, nobody)).toMatchObject({ code: 'AccessDenied' })
  })
})
