import { beforeEach, describe, expect, it } from 'vitest'
import { lineOf } from '../audit/audit.js'
import { partsOf } from '../audit/permission-lines.js'
import { users } from '../directory/iam/user.js'
import { buckets } from '../directory/s3/bucket.js'
import { getObject } from '../directory/s3/object.js'
import { CreatePolicy } from '../services/iam/policies/CreatePolicy.js'
import { AttachUserPolicy } from '../services/iam/user-policies/AttachUserPolicy.js'
import { CreateBucket } from '../services/s3/buckets/CreateBucket.js'
import { DeleteObjects } from '../services/s3/objects/DeleteObjects.js'
import { PutObject } from '../services/s3/objects/PutObject.js'
import { ACCOUNT, START, type World, world } from '../testing/world.js'

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, { Bucket: 'data' })
})

const ask = (...keys: string[]) => ({ Bucket: 'data', Delete: { Objects: keys.map((Key) => ({ Key })) } })

describe('the audit of DeleteObjects', () => {
  it('records every key: a denied key does not hide a mass deletion', async () => {
    const keys = Array.from({ length: 50 }, (_, i) => `own/${i}`)
    const statements = [
      { Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' },
      { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::data/secret/*' },
    ]
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement: statements } })
    const { event } = await w.attempt(DeleteObjects, ask('secret/c', ...keys), bob)
    expect(lineOf(event, START)).toMatchObject({
      resource: 'arn:aws:s3:::data/secret/c',
      decision: 'deny',
      questions: 51,
      allowed: 50,
      denied: 1,
      done: 50,
    })
    const [refused, deleted, ...more] = partsOf(event, START)
    expect(refused).toMatchObject({ part: 1, parts: 2, decision: 'deny', resources: ['arn:aws:s3:::data/secret/c'] })
    expect(refused).toMatchObject({ caller: bob.arn, done: undefined })
    expect(deleted).toMatchObject({ part: 2, decision: 'allow', done: true, resources: keys.map((key) => `arn:aws:s3:::data/${key}`) })
    expect(more).toEqual([])
  })

  it('stops when a permission is removed, and records which keys were deleted before', async () => {
    const keys = Array.from({ length: 250 }, (_, i) => `k${i}`)
    for (const Key of ['k0', 'k150']) await w.call(PutObject, { Bucket: 'data', Key, Body: Buffer.alloc(20_000) })
    const bob = await w.user('bob', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' } },
    })
    const remove = w.files.remove
    w.files.remove = async (file) => {
      await remove(file)
      await w.change((state) => {
        const user = users.get(state, ACCOUNT, 'bob')
        if (user !== undefined) users.put(state, { ...user, inlinePolicies: {} })
      })
    }
    const { event, ...outcome } = await w.attempt(DeleteObjects, ask(...keys), bob)
    const { Deleted, Errors } = ('output' in outcome ? outcome.output : {}) as {
      Deleted: unknown[]
      Errors: { Key: string; Code: string }[]
    }
    expect([Deleted.length, Errors.length]).toEqual([50, 200])
    expect(Errors[0]).toMatchObject({ Key: 'k50', Code: 'AccessDenied' })
    expect(w.read((state) => [getObject(state, 'data', 'k0') === undefined, getObject(state, 'data', 'k150') === undefined])).toEqual([
      true,
      false,
    ])
    expect(lineOf(event, START)).toMatchObject({ questions: 250, allowed: 50, denied: 200, done: 50 })
  })

  it('has room for the policies of a caller with the maximum number', async () => {
    const bob = await w.user('bob')
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 's3:DeleteObject', Resource: '*' },
    })
    for (let i = 0; i < 10; i++) {
      await w.call(CreatePolicy, { PolicyName: `p${i}`, PolicyDocument })
      await w.call(AttachUserPolicy, { UserName: 'bob', PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/p${i}` })
    }
    for (let i = 10; i < 20; i++) await w.call(CreatePolicy, { PolicyName: `p${i}`, PolicyDocument })
    const policyArns = Array.from({ length: 10 }, (_, i) => `arn:aws:iam::${ACCOUNT}:policy/p${i + 10}`)
    const session = { kind: 'federation-token' as const, issuedAt: START, expiresAt: START + 3_600_000, policyArns }
    const caller = {
      kind: 'federated-user' as const,
      account: ACCOUNT,
      arn: `arn:aws:sts::${ACCOUNT}:federated-user/f`,
      userId: `${ACCOUNT}:f`,
      accessKeyId: 'ASIAQAAAAAAAAAAAAAAA',
      session,
      issuer: { kind: 'user' as const, id: bob.id, arn: bob.arn },
    }
    const { event } = await w.attempt(DeleteObjects, ask(...Array.from({ length: 200 }, (_, i) => `k${i}`)), caller)
    expect(lineOf(event, START)).toMatchObject({ questions: 200, allowed: 200, done: 200 })
  })

  it('records which keys are deleted when the rest fails', async () => {
    const keys = Array.from({ length: 250 }, (_, i) => `k${i}`)
    await w.call(PutObject, { Bucket: 'data', Key: 'k0', Body: Buffer.alloc(20_000) })
    // After the first fifty objects and their files are deleted, the bucket gets another owner.
    const remove = w.files.remove
    w.files.remove = async (file) => {
      await remove(file)
      await w.change((state) => buckets.put(state, { name: 'data', account: '111111111111', region: 'us-east-1', createdAt: 0 }))
    }
    const { event, ...outcome } = await w.attempt(DeleteObjects, ask(...keys))
    expect(outcome).toMatchObject({ error: { code: 'NoSuchBucket' } })
    expect(lineOf(event, START)).toMatchObject({ decision: 'allow', error: 'NoSuchBucket', questions: 250, allowed: 250, done: 50 })
    const parts = partsOf(event, START)
    expect(parts.map(({ done, resources }) => [done, (resources as string[]).length])).toEqual([
      [true, 50],
      [false, 200],
    ])
    expect(parts[0]?.resources).toContain('arn:aws:s3:::data/k49')
    expect(parts[1]?.resources).toContain('arn:aws:s3:::data/k50')
  })
})
