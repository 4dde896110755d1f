import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateUser } from './CreateUser.js'
import { GetUser } from './GetUser.js'

const input = { UserName: 'Ann', Path: '/team/', Tags: [{ Key: 'Unit', Value: 'ops' }] }
const arn = `arn:aws:iam::${ACCOUNT}:user/team/Ann`

describe('CreateUser', () => {
  it('returns the user as it is stored', async () => {
    const w = await world()
    const { User } = await w.call(CreateUser, input)
    const UserId = expect.stringMatching(/^AIDA[A-Z2-7]{17}$/)
    expect(User).toEqual({ UserName: 'Ann', Path: '/team/', Arn: arn, UserId, CreateDate: new Date(START), Tags: input.Tags })
    expect(await w.call(GetUser, { UserName: 'ann' })).toEqual({ User })
  })

  it('creates a user at the root path, without tags, by default', async () => {
    const { User } = await (await world()).call(CreateUser, { UserName: 'bob' })
    expect(User).toMatchObject({ Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:user/bob`, Tags: undefined })
  })

  it('returns the permissions boundary where one is set, and asks with it', async () => {
    const w = await world()
    const PermissionsBoundary = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    const shown = { PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn: PermissionsBoundary }
    const { User } = await w.call(CreateUser, { ...input, PermissionsBoundary })
    expect(User).toMatchObject({ PermissionsBoundary: shown, Tags: input.Tags })
    expect(await w.call(GetUser, { UserName: 'ann' })).toEqual({ User })
    const key = { 'iam:PermissionsBoundary': PermissionsBoundary }
    const tags = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(askedBy(w, CreateUser, { ...input, PermissionsBoundary })).toEqual([
      { action: 'iam:CreateUser', resource: arn, context: { ...key, ...tags } },
      { action: 'iam:TagUser', resource: arn, context: tags },
    ])
  })

  it('asks for the ARN to be, and for the tagging too when there are tags', async () => {
    const w = await world()
    const asked = (what: typeof input | { UserName: string }) =>
      w.read((state) => CreateUser.authorize(what, root, { state, awsManaged: w.awsManaged }))
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(asked(input)).toEqual([
      { action: 'iam:CreateUser', resource: arn, context },
      { action: 'iam:TagUser', resource: arn, context },
    ])
    expect(asked({ UserName: 'bob' })).toEqual([{ action: 'iam:CreateUser', resource: `arn:aws:iam::${ACCOUNT}:user/bob`, context: {} }])
  })

  it.each([
    ['a name that differs only by case', { UserName: 'ANN' }, 'EntityAlreadyExists', 'User with name ANN already exists.'],
    [
      'a permissions boundary that is not there',
      { UserName: 'x', PermissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/none` },
      'NoSuchEntity',
      `Scope ARN: arn:aws:iam::${ACCOUNT}:policy/none does not exist or is not attachable.`,
    ],
    [
      'a permissions boundary that only AWS attaches',
      { UserName: 'x', PermissionsBoundary: 'arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy' },
      'PolicyNotAttachable',
      'Cannot attach a Service Role Policy to a Customer User.',
    ],
    [
      'a permissions boundary that is not an ARN',
      { UserName: 'x', PermissionsBoundary: 'longpolicynamebutnoarn' },
      'ValidationError',
      'Invalid ARN:  Could not be parsed!',
    ],
    [
      'tag keys that differ only by case',
      {
        UserName: 'x',
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'A', Value: '2' },
        ],
      },
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    ],
    [
      'a tag key that begins with aws:',
      { UserName: 'x', Tags: [{ Key: 'AWS:a', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await world()
    await w.call(CreateUser, input)
    expect(await w.refusal(CreateUser, what)).toEqual({ code, message })
  })

  it('refuses tags from a caller who may create users but not tag them', async () => {
    const w = await world()
    const creator = await w.user('creator', {
      create: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' } },
    })
    expect(await w.refusal(CreateUser, input, creator)).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining('iam:TagUser'),
    })
    expect(await w.refusal(GetUser, { UserName: 'Ann' })).toMatchObject({ code: 'NoSuchEntity' })
    await w.call(CreateUser, { UserName: 'Ann' }, creator)
  })
})
