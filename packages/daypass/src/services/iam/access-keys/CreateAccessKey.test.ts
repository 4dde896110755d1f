import { describe, expect, it } from 'vitest'
import { openSecret } from '../../../credentials/long-term-secret.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { CreateAccessKey } from './CreateAccessKey.js'
import { ListAccessKeys } from './ListAccessKeys.js'

const selfService = {
  p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*AccessKey*', Resource: `arn:aws:iam::${ACCOUNT}:user/ann` } },
}

interface Made {
  AccessKey: { AccessKeyId: string; SecretAccessKey: string }
}

describe('CreateAccessKey', () => {
  it('returns a key with its secret, which the store only has encrypted', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    const { AccessKey } = await w.call(CreateAccessKey, { UserName: 'ANN' })
    expect(AccessKey).toEqual({
      UserName: 'ann',
      AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
      Status: 'Active',
      SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9/+]{40}$/),
      CreateDate: new Date(START),
    })
    w.read((state) => {
      const kept = accessKeys.get(state, AccessKey.AccessKeyId)
      if (kept === undefined) throw new Error('not kept')
      expect(JSON.stringify(kept)).not.toContain(AccessKey.SecretAccessKey)
      expect(openSecret(kept, w.ring, state).export().toString()).toBe(AccessKey.SecretAccessKey)
    })
    expect(JSON.stringify(await w.call(ListAccessKeys, { UserName: 'ann' }))).not.toContain(AccessKey.SecretAccessKey)
  })

  it('creates a key for the caller itself when the request names no user', async () => {
    const w = await world()
    const ann = await w.user('ann', selfService)
    expect(await w.call(CreateAccessKey, {}, ann)).toMatchObject({ AccessKey: { UserName: 'ann' } })
    const { AccessKey } = await w.call(CreateAccessKey, {})
    expect(w.read((state) => accessKeys.get(state, AccessKey.AccessKeyId))).not.toHaveProperty('userId')
  })

  it('never returns an id that exists: it tries again', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    let drawn = 0
    const ids = { ...w.ids, bytes: (size: number) => (size === 5 ? new Uint8Array(5).fill(drawn++ < 2 ? 1 : 2) : w.ids.bytes(size)) }
    const make = () => w.change((state) => CreateAccessKey.handle({ UserName: 'ann' }, root, { ...w, state, ids }))
    const [one, other] = [(await make()) as Made, (await make()) as Made]
    expect(one.AccessKey.AccessKeyId).not.toBe(other.AccessKey.AccessKeyId)
    expect(drawn).toBe(3)
  })

  it('requires permission on the user that will own the key', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'bob', Path: '/team/' })
    const ann = await w.user('ann')
    const asked = (input: { UserName?: string }, caller: typeof root | typeof ann) =>
      w.read((state) => CreateAccessKey.authorize(input, caller, { state, awsManaged: w.awsManaged }))
    const action = 'iam:CreateAccessKey'
    expect(asked({ UserName: 'bob' }, ann)).toEqual([
      { action, resource: `arn:aws:iam::${ACCOUNT}:user/team/bob`, named: `arn:aws:iam::${ACCOUNT}:user/bob`, context: {} },
    ])
    expect(asked({}, ann)).toEqual([{ action, resource: ann.arn, context: {} }])
    expect(asked({}, root)).toEqual([{ action, resource: root.arn }])
  })

  it('refuses a third key of a user, and of the root user', async () => {
    const w = await world()
    await w.call(CreateUser, { UserName: 'ann' })
    for (const input of [{ UserName: 'ann' }, {}]) for (let made = 0; made < 2; made++) await w.call(CreateAccessKey, input)
    const code = 'LimitExceeded'
    expect(await w.refusal(CreateAccessKey, { UserName: 'ann' })).toEqual({ code, message: 'Cannot exceed quota for AccessKeysPerUser: 2' })
    expect(await w.refusal(CreateAccessKey, {})).toEqual({ code, message: 'Cannot exceed quota for AccessKeysPerAccount: 2' })
  })

  it('refuses a user who does not exist, and one that the caller may not create keys for', async () => {
    const w = await world()
    const ann = await w.user('ann', selfService)
    await w.call(CreateUser, { UserName: 'bob' })
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(CreateAccessKey, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(CreateAccessKey, { UserName: 'bob' }, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(ListAccessKeys, { UserName: 'bob' })).toMatchObject({ AccessKeyMetadata: [] })
  })
})
