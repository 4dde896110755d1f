import { describe, expect, it } from 'vitest'
import { ACCOUNT, root, type World, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreateAccessKey } from './CreateAccessKey.js'
import { ListAccessKeys } from './ListAccessKeys.js'
import { UpdateAccessKey } from './UpdateAccessKey.js'

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

describe('UpdateAccessKey', () => {
  it('can deactivate the key of a user', async () => {
    const { w, bobs } = await given()
    expect(await w.call(UpdateAccessKey, { UserName: 'bob', AccessKeyId: bobs, Status: 'Inactive' })).toEqual({})
    expect(await statusOf(w, 'bob', bobs)).toBe('Inactive')
  })

  it("can deactivate the caller's own key when the request names no user", async () => {
    const { w, roots } = await given()
    const ann = await w.user('ann', iamAdmin)
    const anns = await keyOf(w, { UserName: 'ann' })
    await w.call(UpdateAccessKey, { AccessKeyId: anns, Status: 'Inactive' }, ann)
    expect(await statusOf(w, 'ann', anns)).not.toBe('Active')
    await w.call(UpdateAccessKey, { AccessKeyId: roots, Status: 'Inactive' })
    expect(await statusOf(w, undefined, roots)).not.toBe('Active')
  })

  it('activates a key again', async () => {
    const { w, bobs } = await given()
    await w.call(UpdateAccessKey, { UserName: 'bob', AccessKeyId: bobs, Status: 'Inactive' })
    await w.call(UpdateAccessKey, { UserName: 'bob', AccessKeyId: bobs, Status: 'Active' })
    expect(await statusOf(w, 'bob', bobs)).toBe('Active')
  })

  it('requires permission on the user that the request names', async () => {
    const { w, bobs } = await given()
    const ann = await w.user('ann')
    const asked = (user: { UserName?: string }, caller: typeof root | typeof ann) =>
      w.read((state) =>
        UpdateAccessKey.authorize({ ...user, AccessKeyId: bobs, Status: 'Inactive' }, caller, { state, awsManaged: w.awsManaged }),
      )
    const action = 'iam:UpdateAccessKey'
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
      expect(await w.refusal(UpdateAccessKey, { ...input, Status: 'Inactive' }, caller)).toEqual({ code: 'NoSuchEntity', message })
    }
    expect(await statusOf(w, 'bob', bobs)).toBe('Active')
    expect(await statusOf(w, undefined, roots)).toBe('Active')
  })

  it('refuses an unknown status', async () => {
    const { w, bobs } = await given()
    const message = "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set"
    const input = { UserName: 'bob', AccessKeyId: bobs, Status: 'Expired' }
    expect(await w.refusal(UpdateAccessKey, input)).toEqual({ code: 'ValidationError', message })
  })

  it('refuses a caller who may only do so for others, and a user who does not exist', async () => {
    const { w, bobs } = await given()
    const Resource = `arn:aws:iam::${ACCOUNT}:user/carl`
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource } } })
    expect(await w.refusal(UpdateAccessKey, { UserName: 'bob', AccessKeyId: bobs, Status: 'Inactive' }, ann)).toMatchObject({
      code: 'AccessDenied',
    })
    expect(await w.refusal(UpdateAccessKey, { UserName: 'none', AccessKeyId: bobs, Status: 'Inactive' })).toMatchObject({
      code: 'NoSuchEntity',
    })
  })
})
