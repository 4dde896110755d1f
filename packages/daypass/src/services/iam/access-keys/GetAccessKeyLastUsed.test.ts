import { describe, expect, it } from 'vitest'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { sessionTokenOf } from '../../../testing/callers.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetUser } from '../users/GetUser.js'
import { CreateAccessKey } from './CreateAccessKey.js'
import { DeleteAccessKey } from './DeleteAccessKey.js'
import { GetAccessKeyLastUsed } from './GetAccessKeyLastUsed.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'bob', Path: '/team/' })
  const { AccessKey } = await w.call(CreateAccessKey, { UserName: 'bob' })
  const ann = await w.user('ann')
  return { w, ann, bobs: AccessKey.AccessKeyId }
}
const allowed = (Resource: string) => ({ p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource } } })
const usedBy = (w: World, AccessKeyId: string) => w.call(GetAccessKeyLastUsed, { AccessKeyId })
const refusedText = (arn: string, key: string) =>
  `User: ${arn} is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${key}`

describe('GetAccessKeyLastUsed', () => {
  it('returns N/A for the service and the region of a key that was never used, without a date', async () => {
    const { w, bobs } = await given()
    expect(await usedBy(w, bobs)).toEqual({ UserName: 'bob', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } })
  })

  it('returns the last request at once, also one that was denied', async () => {
    const { w, bobs } = await given()
    const bob = { ...(await w.user('bobby')), accessKeyId: bobs }
    w.clock.move(60_000)
    expect(await w.refusal(GetUser, { UserName: 'ann' }, bob)).toMatchObject({ code: 'AccessDenied' })
    const LastUsedDate = new Date(START + 60_000)
    expect(await usedBy(w, bobs)).toMatchObject({ AccessKeyLastUsed: { LastUsedDate, ServiceName: 'iam', Region: 'us-east-1' } })
    w.clock.move(120_000)
    await w.at({ region: 'eu-west-1', kind: 'custom' }).attempt(GetUser, {}, bob)
    const later = { LastUsedDate: new Date(START + 120_000), ServiceName: 'iam', Region: 'eu-west-1' }
    expect(await usedBy(w, bobs)).toMatchObject({ AccessKeyLastUsed: later })
    await w.lastUse.flush(w.store, w.clock.now())
    expect(await usedBy(w, bobs)).toMatchObject({ AccessKeyLastUsed: later })
  })

  it('does not count a session of GetSessionToken as a use of the key that it came from', async () => {
    const { w, bobs } = await given()
    const session = { ...sessionTokenOf(await w.user('bobby'), { mfaAt: START }), accessKeyId: bobs }
    await w.attempt(GetUser, {}, session)
    expect(await usedBy(w, bobs)).toMatchObject({ AccessKeyLastUsed: { ServiceName: 'N/A' } })
  })

  it('returns the use of a key of the root user, which has no name', async () => {
    const { w } = await given()
    const secret = { version: 1, sealed: '' }
    await w.change((state) => accessKeys.put(state, { id: root.accessKeyId, account: ACCOUNT, status: 'Active', createdAt: START, secret }))
    const LastUsedDate = new Date(START)
    expect(await usedBy(w, root.accessKeyId)).toEqual({
      UserName: undefined,
      AccessKeyLastUsed: { LastUsedDate, ServiceName: 'iam', Region: 'us-east-1' },
    })
  })

  it('forgets a key that is deleted', async () => {
    const { w, bobs } = await given()
    await w.attempt(GetUser, {}, { ...(await w.user('bobby')), accessKeyId: bobs })
    await w.lastUse.flush(w.store, w.clock.now())
    await w.call(DeleteAccessKey, { UserName: 'bob', AccessKeyId: bobs })
    expect(w.read((state) => state.get(`key-use/${bobs}`))).toBeUndefined()
  })

  it("requires permission on the key's user", async () => {
    const { w, bobs } = await given()
    const action = 'iam:GetAccessKeyLastUsed'
    const asked = (AccessKeyId: string) =>
      w.read((state) => GetAccessKeyLastUsed.authorize({ AccessKeyId }, root, { state, awsManaged: w.awsManaged }))
    const resource = `arn:aws:iam::${ACCOUNT}:user/team/bob`
    expect(asked(bobs)).toEqual([{ action, resource, named: `arn:aws:iam::${ACCOUNT}:user/bob`, context: {} }])
    const none = { action, resource: `arn:aws:iam::${ACCOUNT}:user/nobody`, resourceAccount: 'aws' }
    expect(asked('AKIAQAAAAAAAAANOBODY')).toEqual([none])
    const { UserName } = await w.call(GetAccessKeyLastUsed, { AccessKeyId: bobs }, await w.user('eve', allowed(resource)))
    expect(UserName).toBe('bob')
  })

  it('denies a key that does not exist, one of another account and one of a user that the caller may not see, in the same words', async () => {
    const { w, ann, bobs } = await given()
    const secret = { version: 1, sealed: '' }
    const other = { account: '111111111111', status: 'Active', createdAt: START, secret } as const
    await w.change((state) => accessKeys.put(state, { ...other, id: 'AKIAQAAAAAAAOTHERKEY' }))
    const eve = await w.user('eve', allowed('*'))
    for (const [caller, key] of [
      [ann, bobs],
      [ann, 'AKIAQAAAAAAAAANOBODY'],
      [eve, 'AKIAQAAAAAAAAANOBODY'],
      [eve, 'AKIAQAAAAAAAOTHERKEY'],
      [root, 'AKIAQAAAAAAAAANOBODY'],
      [root, 'AKIAQAAAAAAAOTHERKEY'],
    ] as const) {
      const message = refusedText(caller.arn, key)
      expect(await w.refusal(GetAccessKeyLastUsed, { AccessKeyId: key }, caller)).toEqual({ code: 'AccessDenied', message })
    }
  })
})
