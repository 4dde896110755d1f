import { describe, expect, it } from 'vitest'
import { users } from '../../../directory/iam/user.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateAccessKey } from '../access-keys/CreateAccessKey.js'
import { ListAccessKeys } from '../access-keys/ListAccessKeys.js'
import { ListEntitiesForPolicy } from '../policies/ListEntitiesForPolicy.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { CreateUser } from './CreateUser.js'
import { GetUser } from './GetUser.js'
import { UpdateUser } from './UpdateUser.js'

const BOUNDARY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'ann', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'bob' })
  return w
}

describe('UpdateUser', () => {
  it('keeps the identity of the user: id, keys and policies stay the same', async () => {
    const w = await given()
    const { User } = await w.call(GetUser, { UserName: 'ann' })
    const { AccessKey } = await w.call(CreateAccessKey, { UserName: 'ann' })
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: BOUNDARY })
    await w.call(UpdateUser, { UserName: 'ann', NewUserName: 'anna', NewPath: '/' })
    expect(await w.call(GetUser, { UserName: 'anna' })).toMatchObject({
      User: { UserId: User.UserId, Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:user/anna` },
    })
    expect(await w.refusal(GetUser, { UserName: 'ann' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.call(ListAccessKeys, { UserName: 'anna' })).toMatchObject({
      AccessKeyMetadata: [{ AccessKeyId: AccessKey.AccessKeyId }],
    })
    expect(await w.call(ListEntitiesForPolicy, { PolicyArn: BOUNDARY })).toMatchObject({ PolicyUsers: [{ UserName: 'anna' }] })
    expect(w.read((state) => users.getById(state, User.UserId)?.name)).toBe('anna')
  })

  it('can change only the case of a name', async () => {
    const w = await given()
    await w.call(AttachUserPolicy, { UserName: 'ann', PolicyArn: BOUNDARY })
    await w.call(UpdateUser, { UserName: 'ann', NewUserName: 'Ann' })
    expect(await w.call(GetUser, { UserName: 'ann' })).toMatchObject({ User: { UserName: 'Ann', Path: '/team/' } })
    expect(await w.call(ListEntitiesForPolicy, { PolicyArn: BOUNDARY })).toMatchObject({ PolicyUsers: [{ UserName: 'Ann' }] })
  })

  it('does nothing when nothing changes', async () => {
    const w = await given()
    const before = await w.call(GetUser, { UserName: 'ann' })
    await w.call(UpdateUser, { UserName: 'ann' })
    expect(await w.call(GetUser, { UserName: 'ann' })).toEqual(before)
  })

  it('requires permission on the user as it is and as it will be', async () => {
    const w = await given()
    const asked = (input: { UserName: string; NewUserName?: string; NewPath?: string }) =>
      w.read((state) =>
        UpdateUser.authorize(input, root, { state, awsManaged: w.awsManaged }).map(({ action, resource }) => [action, resource]),
      )
    const arn = `arn:aws:iam::${ACCOUNT}:user`
    expect(asked({ UserName: 'ann', NewUserName: 'x' })).toEqual([
      ['iam:UpdateUser', `${arn}/team/ann`],
      ['iam:UpdateUser', `${arn}/team/x`],
    ])
    expect(asked({ UserName: 'ann', NewPath: '/' })).toEqual([
      ['iam:UpdateUser', `${arn}/team/ann`],
      ['iam:UpdateUser', `${arn}/ann`],
    ])
    expect(asked({ UserName: 'ann' })).toEqual([['iam:UpdateUser', `${arn}/team/ann`]])
  })

  it.each([
    ['a user who does not exist', { UserName: 'none', NewUserName: 'x' }, 'NoSuchEntity', 'The user with name none cannot be found.'],
    ['a name that is in use', { UserName: 'ann', NewUserName: 'BOB' }, 'EntityAlreadyExists', 'User with name BOB already exists.'],
  ])('refuses %s', async (_why, input, code, message) => {
    const w = await given()
    expect(await w.refusal(UpdateUser, input)).toEqual({ code, message })
  })

  it('refuses to move a user to a path where the caller has no permission', async () => {
    const w = await given()
    const Resource = `arn:aws:iam::${ACCOUNT}:user/team/*`
    const carl = await w.user('carl', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:UpdateUser', Resource } } })
    expect(await w.refusal(UpdateUser, { UserName: 'ann', NewPath: '/admin/' }, carl)).toMatchObject({ code: 'AccessDenied' })
    await w.call(UpdateUser, { UserName: 'ann', NewUserName: 'anna' }, carl)
  })
})
