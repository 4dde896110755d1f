import { beforeAll, describe, expect, it } from 'vitest'
import { anonymous, type Caller } from '../../core/caller.js'
import { buckets } from '../../directory/s3/bucket.js'
import { root, START, type World, world } from '../../testing/world.js'
import { s3Operations } from './operations.js'

const OTHER = '111111111111'
const inputs: Record<string, object> = {
  CreateBucket: { Bucket: 'new-bucket' },
  ListBuckets: {},
}
/** A policy for every form. */
const ANY_FORM = Buffer.from(
  JSON.stringify({ expiration: '2030-01-01T00:00:00Z', conditions: [['starts-with', '$bucket', ''], { key: 'k' }] }),
).toString('base64')
/** What an operation needs besides a bucket and a key. */
const more: Record<string, object> = {
  PutObjectTagging: { Tagging: { TagSet: [] } },
  GetObjectAttributes: { ObjectAttributes: ['ETag'] },
  PutBucketEncryption: { ServerSideEncryptionConfiguration: { Rules: [{}] } },
  PutBucketTagging: { Tagging: { TagSet: [] } },
  PutBucketAcl: { ACL: 'private' },
  PutBucketOwnershipControls: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  PutBucketPolicy: { Policy: '{}' },
  PutObjectAcl: { ACL: 'private' },
  PutPublicAccessBlock: { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } },
  PutBucketVersioning: { VersioningConfiguration: { Status: 'Enabled' } },
  PostObject: {
    Body: new ReadableStream(),
    form: {
      fields: new Map([
        ['key', 'k'],
        ['policy', ANY_FORM],
      ]),
      base: '',
    },
  },
  PutBucketCors: { CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'] }] } },
}
const inputOf = (name: string): object => inputs[name] ?? { Bucket: 'foreign', Key: 'k', ...more[name] }

/** A browser cannot sign it. */
const UNSIGNED = ['OptionsObject']

/** Operations that end when a permission is denied; DeleteObjects answers for each key separately and has its own test. */
const whole = s3Operations.filter(({ partialResults, name }) => partialResults === undefined && !UNSIGNED.includes(name))

describe('every operation', () => {
  let w: World
  let powerless: Caller
  beforeAll(async () => {
    w = await world()
    await w.change((state) => buckets.put(state, { name: 'foreign', account: OTHER, region: 'us-east-1', createdAt: START }))
    powerless = await w.user('powerless')
  })

  it.each(whole.map((one) => [one.name, one] as const))(
    '%s is authorized before it does anything, and denies unsigned callers and callers without a policy',
    async (name, one) => {
      expect(typeof one.authorize).toBe('function')
      for (const caller of [anonymous, powerless]) {
        const { event } = await w.attempt(one, inputOf(name), caller)
        expect([event.code, event.questions.length]).toEqual(['AccessDenied', 1])
      }
    },
  )

  const onResources = whole.filter(({ name }) => inputs[name] === undefined)
  it.each(onResources.map((one) => [one.name, one] as const))(
    '%s requires permission from the owner of a foreign bucket, and is denied even to root',
    async (name, one) => {
      const { event } = await w.attempt(one, inputOf(name), root)
      expect(event.code).toBe('AccessDenied')
      expect(event.questions[0]?.question.resourceAccount).toBe(OTHER)
      expect(event.questions[0]?.question.context?.['s3:ResourceAccount']).toBe(OTHER)
    },
  )

  it.each(onResources.map((one) => [one.name, one] as const))(
    '%s reveals that a bucket does not exist only to callers with permission',
    async (name, one) => {
      const missing = { ...inputOf(name), Bucket: 'missing' }
      expect((await w.refusal(one, missing, powerless)).code).toBe('AccessDenied')
      expect((await w.refusal(one, missing, root)).code).toBe('NoSuchBucket')
    },
  )

  it.each(onResources.map((one) => [one.name, one] as const))(
    '%s tells an unsigned caller that a bucket does not exist',
    async (name, one) => {
      const { event } = await w.attempt(one, { ...inputOf(name), Bucket: 'missing' }, anonymous)
      expect([event.code, event.questions]).toEqual(['NoSuchBucket', []])
    },
  )

  it.each(onResources.map((one) => [one.name, one] as const))(
    '%s refuses a bucket with another owner than the expected one',
    async (name, one) => {
      await w.change((state) => buckets.put(state, { name: 'mine', account: root.account, region: 'us-east-1', createdAt: START }))
      const refusal = await w.refusal(one, { ...inputOf(name), Bucket: 'mine', ExpectedBucketOwner: OTHER })
      expect(refusal).toEqual({ code: 'AccessDenied', message: 'Access Denied' })
    },
  )

  const inRegion = onResources.filter(({ name }) => name !== 'GetBucketLocation')
  it.each(inRegion.map((one) => [one.name, one] as const))(
    '%s refuses a signature for another region than the region of the bucket',
    async (name, one) => {
      await w.change((state) => buckets.put(state, { name: 'elsewhere', account: root.account, region: 'eu-central-1', createdAt: START }))
      const { event } = await w.attempt(one, { ...inputOf(name), Bucket: 'elsewhere' })
      expect([event.code, event.reason]).toEqual([
        'AuthorizationHeaderMalformed',
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-central-1'",
      ])
    },
  )
})
