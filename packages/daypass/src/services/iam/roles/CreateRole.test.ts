import { describe, expect, it } from 'vitest'
import { roles } from '../../../directory/iam/role.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { CreateRole } from './CreateRole.js'
import { GetRole } from './GetRole.js'

const TRUST = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}}`

const input = {
  RoleName: 'Reader',
  Path: '/team/',
  AssumeRolePolicyDocument: TRUST,
  Description: 'reads',
  Tags: [{ Key: 'k', Value: 'v' }],
}
const arn = `arn:aws:iam::${ACCOUNT}:role/team/Reader`
const trusting = (principal: string, more = '') =>
  `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"${principal}"},"Action":"sts:AssumeRole"${more}}}`

describe('CreateRole', () => {
  it('returns the role with its trust policy percent-encoded', async () => {
    const w = await world()
    const { Role } = await w.call(CreateRole, input)
    expect(Role).toEqual({
      RoleName: 'Reader',
      Path: '/team/',
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: arn,
      CreateDate: new Date(START),
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
      Description: 'reads',
      Tags: input.Tags,
    })
    expect(await w.call(GetRole, { RoleName: 'reader' })).toEqual({
      Role: { ...(Role as object), RoleLastUsed: {}, MaxSessionDuration: 3600 },
    })
  })

  it('stores and returns a trust policy that names more users than a commit may expect', async () => {
    const w = await world()
    const users = await Promise.all(Array.from({ length: 78 }, (_, n) => w.user(`u${n}`)))
    const principal = { AWS: users.map(({ id }) => id) }
    const AssumeRolePolicyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' } })
    await w.call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument })
    const shown = decodeURIComponent((await w.call(GetRole, { RoleName: 'r' })).Role.AssumeRolePolicyDocument ?? '')
    expect(JSON.parse(shown)).toMatchObject({ Statement: { Principal: { AWS: users.map(({ arn }) => arn) } } })
  })

  it('stores a trusted user by its id and returns it by its ARN, so that a later user with that name is not trusted', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const trust = trusting(ann.arn)
    await w.call(CreateRole, { RoleName: 'r', AssumeRolePolicyDocument: trust })
    expect(w.read((state) => roles.get(state, ACCOUNT, 'r')?.trust)).toContain(ann.id)
    const shown = async () => decodeURIComponent((await w.call(GetRole, { RoleName: 'r' })).Role.AssumeRolePolicyDocument ?? '')
    expect(JSON.parse(await shown())).toEqual(JSON.parse(trust))
    await w.call(DeleteUser, { UserName: 'ann' })
    await w.user('ann')
    expect(await shown()).toContain(`"${ann.id}"`)
  })

  it('requires permission on the new ARN, and for tagging when there are tags', async () => {
    const w = await world()
    const asked = (what: typeof input | { RoleName: string; AssumeRolePolicyDocument: string }) =>
      w.read((state) => CreateRole.authorize(what, root, { state, awsManaged: w.awsManaged }))
    const context = { 'aws:TagKeys': ['k'], 'aws:RequestTag/k': 'v' }
    expect(asked(input)).toEqual([
      { action: 'iam:CreateRole', resource: arn, context },
      { action: 'iam:TagRole', resource: arn, context },
    ])
    expect(asked({ RoleName: 'r', AssumeRolePolicyDocument: TRUST })).toEqual([
      { action: 'iam:CreateRole', resource: `arn:aws:iam::${ACCOUNT}:role/r`, context: {} },
    ])
  })

  it('returns the permissions boundary where one is set, and asks with it', async () => {
    const w = await world()
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    const shown = { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: PermissionsBoundary }
    const made = { RoleName: 'bounded', AssumeRolePolicyDocument: TRUST, PermissionsBoundary }
    expect(await w.call(CreateRole, made)).toMatchObject({ Role: { PermissionsBoundary: shown } })
    expect(await w.call(GetRole, { RoleName: 'bounded' })).toMatchObject({ Role: { PermissionsBoundary: shown } })
    const context = { 'iam:PermissionsBoundary': PermissionsBoundary }
    expect(askedBy(w, CreateRole, made)).toEqual([{ action: 'iam:CreateRole', resource: `arn:aws:iam::${ACCOUNT}:role/bounded`, context }])
  })

  it.each([
    ['a name that differs only by case', { RoleName: 'READER' }, 'EntityAlreadyExists', 'Role with name READER already exists.'],
    [
      'a permissions boundary that is not there',
      { PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/none` },
      'NoSuchEntity',
      `Scope ARN: arn:aws:iam::${ACCOUNT}:policy/none does not exist or is not attachable.`,
    ],
    [
      'a permissions boundary that only AWS attaches',
      { PermissionsBoundary: 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy' },
      'PolicyNotAttachable',
      'Cannot attach a Service Role Policy to a Customer Role.',
    ],
    [
      'a permissions boundary that is not an ARN',
      { PermissionsBoundary: 'longpolicynamebutnoarn' },
      'ValidationError',
      'Invalid ARN:  Could not be parsed!',
    ],
    [
      'a trust policy that is not JSON',
      { AssumeRolePolicyDocument: '{,}' },
      'MalformedPolicyDocument',
      'This policy contains invalid Json',
    ],
    [
      'a trust policy with a principal that does not exist',
      { AssumeRolePolicyDocument: trusting(`arn:aws:iam::${ACCOUNT}:user/none`) },
      'MalformedPolicyDocument',
      `Invalid principal in policy: "AWS":"arn:aws:iam::${ACCOUNT}:user/none"`,
    ],
    [
      'a trust policy with a resource',
      { AssumeRolePolicyDocument: trusting(ACCOUNT, ',"Resource":"*"') },
      'MalformedPolicyDocument',
      'Has prohibited field Resource',
    ],
    [
      'a trust policy that is too large',
      { AssumeRolePolicyDocument: trusting(ACCOUNT, `,"Sid":"${'x'.repeat(2048)}"`) },
      'LimitExceeded',
      'Cannot exceed quota for ACLSizePerRole: 2048',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await world()
    await w.call(CreateRole, input)
    expect(await w.refusal(CreateRole, { RoleName: 'other', AssumeRolePolicyDocument: TRUST, ...what })).toEqual({ code, message })
    expect(await w.refusal(GetRole, { RoleName: 'other' })).toMatchObject({ code: 'NoSuchEntity' })
  })

  it('refuses a caller without permission, before it reveals whether a trusted user exists', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const what = { RoleName: 'r', AssumeRolePolicyDocument: trusting(`arn:aws:iam::${ACCOUNT}:user/none`) }
    expect(await w.refusal(CreateRole, what, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
