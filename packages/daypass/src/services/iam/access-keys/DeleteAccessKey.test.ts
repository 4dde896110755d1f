import { describe, expect, it } from 'vitest'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreateAccessKey } from './CreateAccessKey.js'
import { DeleteAccessKey } from './DeleteAccessKey.js'
import { ListAccessKeys } from './ListAccessKeys.js'

const keyOf = async (w: World, input: object) => {
  const { AccessKey } = await w.call(CreateAccessKey, input)
  return AccessKey.AccessKeyId
}
const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'bob', Path: '/team/' })
  await w.call(CreateUser, { UserName: 'carl' })
  return { w, bobs: await keyOf(w, { UserName: 'bob' }), roots: await keyOf(w, {}) }
}
const statusOf = async (w: World, UserName: string | undefined, id: string) => {
  const output = await w.call(ListAccessKeys, UserName === undefined ? {} : { UserName })
  return (output.AccessKeyMetadata as { AccessKeyId: string; Status: string }[]).find((key) => key.AccessKeyId === id)?.Status
}
const iamAdmin = { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } } }

describe('DeleteAccessKey', () => {
  it('can delete the key of a user', async () => {
    const { w, bobs } = await given()
    expect(await w.call(DeleteAccessKey, { UserName: 'bob', AccessKeyId: bobs })).toEqual({})
    expect(await statusOf(w, 'bob', bobs)).toBeUndefined()
    expect(w.read((state) => accessKeys.get(state, bobs))).toBeUndefined()
  })

  it("can delete the caller's own key when the request names no user", async () => {
    const { w, roots } = await given()
    const ann = await w.user('ann', iamAdmin)
    const anns = await keyOf(w, { UserName: 'ann' })
    await w.call(DeleteAccessKey, { AccessKeyId: anns }, ann)
    expect(await statusOf(w, 'ann', anns)).not.toBe('Active')
    await w.call(DeleteAccessKey, { AccessKeyId: roots })
    expect(await statusOf(w, undefined, roots)).not.toBe('Active')
  })

  it('makes room for a new key', async () => {
    const { w, bobs } = await given()
    await w.call(CreateAccessKey, { UserName: 'bob' })
    await w.call(DeleteAccessKey, { UserName: 'bob', AccessKeyId: bobs })
    expect(await w.call(CreateAccessKey, { UserName: 'bob' })).toMatchObject({ AccessKey: { UserName: 'bob' } })
  })

  it('requires permission on the user that the request names', async () => {
    const { w, bobs } = await given()
    const ann = await w.user('ann')
    const asked = (user: { UserName?: string }, caller: typeof root | typeof ann) =>
      w.read((state) => DeleteAccessKey.authorize({ ...user, AccessKeyId: bobs }, caller, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeleteAccessKey'
    expect(asked({ UserName: 'bob' }, ann)).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/bob`, named: `arn:aws:iam::${ACCOUNT}:user/bob`, context: {} },
    ])
    expect(asked({}, ann)).toEqual([{ action, resource: ann.arn, context: {} }])
    expect(asked({}, root)).toEqual([{ action, resource: root.arn }])
  })

  it('refuses a key of another user, and does not change it', async () => {
    const { w, bobs, roots } = await given()
    const ann = await w.user('ann', iamAdmin)
    for (const [input, caller] of [
      [{ UserName: 'carl', AccessKeyId: bobs }, root],
      [{ AccessKeyId: bobs }, ann],
      [{ AccessKeyId: roots }, ann],
      [{ UserName: 'bob', AccessKeyId: roots }, ann],
      [{ AccessKeyId: bobs }, root],
      [{ UserName: 'bob', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, root],
    ] as const) {
      const message = `The Access Key with id ${input.AccessKeyId} cannot be found.`
      expect(await w.refusal(DeleteAccessKey, { ...input }, caller)).toEqual({ code: 'NoSuchEntity', message })
    }
    expect(await statusOf(w, 'bob', bobs)).toBe('Active')
    expect(await statusOf(w, undefined, roots)).toBe('Active')
  })

  it('refuses a caller who may only do so for others, and a user who does not exist', async () => {
    const { w, bobs } = await given()
    const Resource = `arn:aws:iam::${ACCOUNT}:user/carl`
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource } } })
    expect(await w.refusal(DeleteAccessKey, { UserName: 'bob', AccessKeyId: bobs }, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(DeleteAccessKey, { UserName: 'none', AccessKeyId: bobs })).toMatchObject({ code: 'NoSuchEntity' })
  })
})
