import { describe, expect, it } from 'vitest'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateUser } from './CreateUser.js'
import { GetUser } from './GetUser.js'

const role = {
  kind: 'role',
  account: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`,
  userId: 'AROA:s',
  accessKeyId: 'ASIA',
  id: 'AROA',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
  roleName: 'r',
  session: { kind: 'role', issuedAt: 0, expiresAt: 1 },
} as const

describe('GetUser', () => {
  it('returns a user with its tags', async () => {
    const w = await world()
    const made = await w.call(CreateUser, { UserName: 'ann', Tags: [{ Key: 'k', Value: 'v' }] })
    expect(await w.call(GetUser, { UserName: 'ann' })).toEqual(made)
  })

  it('returns the caller itself when the request names no user', async () => {
    const w = await world()
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' } } })
    expect(await w.call(GetUser, {}, ann)).toMatchObject({ User: { UserName: 'ann', UserId: ann.id, Arn: ann.arn } })
  })

  it('returns the root user without a name, with the age of its key', async () => {
    const w = await world()
    const secret = { version: 1, sealed: '' }
    await w.change((state) => accessKeys.put(state, { id: root.accessKeyId, account: ACCOUNT, status: 'Active', createdAt: START, secret }))
    expect(await w.call(GetUser, {})).toEqual({
      User: { Path: '/', UserId: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:root`, CreateDate: new Date(START) },
    })
  })

  it('requires permission on the real ARN with the tags of the user, or on the caller itself', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'Ann', Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] })
    const bob = await w.user('bob')
    const asked = (input: { UserName?: string }, caller: typeof root | typeof bob) =>
      w.read((state) => GetUser.authorize(input, caller, { state, awsManaged: w.awsManaged }))
    const action = 'iam:GetUser'
    expect(asked({ UserName: 'ANN' }, bob)).toEqual([
      {
        action,
        resource: `arn:aws:iam::${ACCOUNT}:user/team/Ann`,
        named: `arn:aws:iam::${ACCOUNT}:user/ANN`,
        context: { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' },
      },
    ])
    expect(asked({ UserName: 'none' }, bob)).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:user/none`, context: {} }])
    expect(asked({}, bob)).toEqual([{ action, resource: bob.arn, context: {} }])
    expect(asked({}, root)).toEqual([{ action, resource: root.arn }])
  })

  it.each([
    ['a user who does not exist', { UserName: 'none' }, root, 'NoSuchEntity', 'The user with name none cannot be found.'],
    ['a role that names no user', {}, role, 'ValidationError', 'Must specify userName when calling with non-User credentials'],
  ])('refuses %s', async (_why, input, caller, code, message) => {
    const w = await world()
    expect(await w.refusal(GetUser, input, caller)).toEqual({ code, message })
  })

  it('refuses a caller without permission, also for itself', async () => {
    const w = await world()
    const ann = await w.user('ann')
    expect(await w.refusal(GetUser, {}, ann)).toEqual({
      code: 'AccessDenied',
      message: `User: ${ann.arn} is not authorized to perform: iam:GetUser on resource: ${ann.arn} because no identity-based policy allows the iam:GetUser action`,
    })
  })

  it('applies a Deny on the tag of the user, however its name is spelled', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'Chef', Tags: [{ Key: 'Secret', Value: 'yes' }] })
    await w.call(CreateUser, { UserName: 'cook' })
    const Statement = [
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:*', Resource: '*', Condition: { StringEquals: { 'iam:ResourceTag/secret': 'yes' } } },
    ]
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(GetUser, { UserName: 'CHEF' }, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(GetUser, { UserName: 'cook' }, ann)).toMatchObject({ User: { UserName: 'cook' } })
  })
})
