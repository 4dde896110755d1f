import { describe, expect, it } from 'vitest'
import { ACCOUNT, type OutputOf, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreateAccessKey } from './CreateAccessKey.js'
import { ListAccessKeys } from './ListAccessKeys.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'bob', Path: '/team/' })
  await w.call(CreateAccessKey, { UserName: 'bob' })
  await w.call(CreateAccessKey, { UserName: 'bob' })
  await w.call(CreateAccessKey, {})
  return w
}
const listed = (output: OutputOf<typeof ListAccessKeys>) => output.AccessKeyMetadata

describe('ListAccessKeys', () => {
  it('returns only the keys of the user', async () => {
    const w = await given()
    const output = await w.call(ListAccessKeys, { UserName: 'bob' })
    expect(listed(output)).toHaveLength(2)
    expect(listed(output)[0]).toEqual({
      UserName: 'bob',
      AccessKeyId: expect.stringMatching(/^AKIA/),
      Status: 'Active',
      CreateDate: new Date(START),
    })
    expect(output).toMatchObject({ IsTruncated: false })
  })

  it("returns the root user's keys to the root user", async () => {
    const w = await given()
    const keys = listed(await w.call(ListAccessKeys, {}))
    expect(keys).toHaveLength(1)
    expect(keys[0]?.UserName).toBeUndefined()
  })

  it('lists in pages, with markers that are only valid for this user', async () => {
    const w = await given()
    const first = await w.call(ListAccessKeys, { UserName: 'bob', MaxItems: 1 })
    expect(first).toMatchObject({ IsTruncated: true })
    const second = await w.call(ListAccessKeys, { UserName: 'bob', MaxItems: 1, Marker: first.Marker })
    expect(second).toMatchObject({ IsTruncated: false })
    expect(listed(second)[0]?.AccessKeyId).not.toBe(listed(first)[0]?.AccessKeyId)
    await w.call(CreateUser, { UserName: 'carl' })
    expect(await w.refusal(ListAccessKeys, { UserName: 'carl', Marker: first.Marker })).toMatchObject({ code: 'ValidationError' })
  })

  it('requires permission on the user, or on the caller itself', async () => {
    const w = await given()
    const ann = await w.user('ann')
    const asked = (input: { UserName?: string }) =>
      w.read((state) => ListAccessKeys.authorize(input, ann, { state, awsManaged: w.awsManaged }))
    const action = 'iam:ListAccessKeys'
    expect(asked({ UserName: 'bob' })).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/bob`, named: `arn:aws:iam::${ACCOUNT}:user/bob`, context: {} },
    ])
    expect(asked({})).toEqual([{ action, resource: ann.arn, context: {} }])
  })

  it('refuses a user who does not exist, and a caller without permission', async () => {
    const w = await given()
    const ann = await w.user('ann')
    expect(await w.refusal(ListAccessKeys, { UserName: 'none' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.refusal(ListAccessKeys, {}, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(ListAccessKeys, { UserName: 'bob' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
