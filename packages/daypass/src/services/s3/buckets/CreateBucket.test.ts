import { beforeEach, describe, expect, it } from 'vitest'
import { changeAccountSettings } from '../../../directory/account/account-settings.js'
import { buckets } from '../../../directory/s3/bucket.js'
import { bucketTags } from '../../../directory/s3/bucket-tags.js'
import { ACCOUNT, root, START, type World, world } from '../../../testing/world.js'
import { CreateBucket } from './CreateBucket.js'

let w: World
beforeEach(async () => {
  w = await world()
})

describe('CreateBucket', () => {
  it('creates a bucket of the caller’s account', async () => {
    expect(await w.call(CreateBucket, { Bucket: 'data' })).toEqual({ Location: '/data' })
    const bucket = w.read((state) => buckets.get(state, 'data'))
    expect(bucket).toEqual({ name: 'data', account: ACCOUNT, region: 'us-east-1', createdAt: START })
  })

  it('creates it in the region of the request', async () => {
    await w.call(CreateBucket, { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } })
    expect(w.read((state) => buckets.get(state, 'data'))?.region).toBe('eu-central-1')
  })

  it.each(['private', 'bucket-owner-full-control'])('accepts the ACL %s, which changes nothing', async (ACL) => {
    expect(await w.call(CreateBucket, { Bucket: 'data', ACL })).toEqual({ Location: '/data' })
  })

  it('leaves an own bucket in us-east-1 as it is, and succeeds', async () => {
    await w.call(CreateBucket, { Bucket: 'data' })
    w.clock.move(60_000)
    expect(await w.call(CreateBucket, { Bucket: 'data', ACL: 'private' })).toEqual({ Location: '/data' })
    expect(w.read((state) => buckets.get(state, 'data'))?.createdAt).toBe(START)
  })

  it('refuses an own bucket elsewhere, because it exists', async () => {
    const asked = { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }
    await w.call(CreateBucket, asked)
    expect((await w.refusal(CreateBucket, asked)).code).toBe('BucketAlreadyOwnedByYou')
    expect((await w.refusal(CreateBucket, { Bucket: 'data' })).code).toBe('BucketAlreadyOwnedByYou')
  })

  it('gives a bucket its tags, and refuses them for an own bucket that exists', async () => {
    const asked = { Bucket: 'data', CreateBucketConfiguration: { Tags: [{ Key: 'unit', Value: 'ops' }] } }
    await w.call(CreateBucket, asked)
    expect(w.read((state) => bucketTags.get(state, 'data'))?.tags).toEqual({ unit: 'ops' })
    expect((await w.refusal(CreateBucket, asked)).code).toBe('BucketAlreadyOwnedByYou')
  })

  it('refuses a name that another account uses, and changes nothing', async () => {
    const foreign = { name: 'data', account: '111111111111', region: 'us-east-1', createdAt: 0 }
    await w.change((state) => buckets.put(state, foreign))
    expect((await w.refusal(CreateBucket, { Bucket: 'data' })).code).toBe('BucketAlreadyExists')
    expect(w.read((state) => buckets.get(state, 'data'))).toEqual(foreign)
  })

  it('creates one bucket when two requests come at once', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => w.attempt(CreateBucket, { Bucket: 'data' })))
    expect(all.map((one) => 'output' in one)).toEqual([true, true, true, true, true])
  })

  it.each([
    [{}, ['s3:CreateBucket'], {}],
    [{ ACL: 'private' }, ['s3:CreateBucket'], { 's3:x-amz-acl': 'private' }],
    [{ ACL: 'bucket-owner-full-control' }, ['s3:CreateBucket', 's3:PutBucketAcl'], { 's3:x-amz-acl': 'bucket-owner-full-control' }],
    [
      { ObjectOwnership: 'BucketOwnerEnforced' },
      ['s3:CreateBucket', 's3:PutBucketOwnershipControls'],
      { 's3:x-amz-object-ownership': 'BucketOwnerEnforced' },
    ],
    [{ CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }, ['s3:CreateBucket'], { 's3:LocationConstraint': 'eu-west-1' }],
    [
      { CreateBucketConfiguration: { Tags: [{ Key: 'unit', Value: 'ops' }] } },
      ['s3:CreateBucket', 's3:TagResource'],
      { 'aws:TagKeys': ['unit'], 'aws:RequestTag/unit': 'ops' },
    ],
  ])('requires for %j: %j', async (more, actions, context) => {
    const { event } = await w.attempt(CreateBucket, { Bucket: 'data', ...more })
    expect(event.questions.map(({ question }) => question.action)).toEqual(actions)
    for (const { question } of event.questions) {
      expect(question).toMatchObject({ resource: 'arn:aws:s3:::data', resourceAccount: ACCOUNT, context })
    }
  })

  it('requires permission for a location by both of its names, so that a Deny on either applies', async () => {
    const { event } = await w.attempt(CreateBucket, { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'EU' } })
    const asked = event.questions.map(({ question }) => [question.action, question.context?.['s3:LocationConstraint']])
    expect(asked).toEqual([
      ['s3:CreateBucket', 'EU'],
      ['s3:CreateBucket', 'eu-west-1'],
    ])
  })

  it.each([
    [{ Bucket: 'Data' }, 'InvalidBucketName'],
    [{ ACL: 'public-read' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ ACL: 'public-read-write' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ ACL: 'authenticated-read' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ GrantRead: 'id=1' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ GrantWrite: 'id=1' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ ACL: 'public-read', ObjectOwnership: 'BucketOwnerEnforced' }, 'InvalidBucketAclWithObjectOwnership'],
    [{ ACL: 'public-read', ObjectOwnership: 'ObjectWriter' }, 'NotImplemented'],
    [{ ObjectLockEnabledForBucket: true }, 'NotImplemented'],
    [{ ObjectOwnership: 'ObjectWriter' }, 'NotImplemented'],
    [{ ObjectOwnership: 'RandomValue' }, 'InvalidArgument'],
    [{ ObjectOwnership: '' }, 'InvalidArgument'],
    [{ BucketNamespace: 'account-regional' }, 'NotImplemented'],
    [{ CreateBucketConfiguration: { Tags: [{ Key: 'aws:a', Value: 'b' }] } }, 'InvalidTag'],
    [{ CreateBucketConfiguration: { Location: { Type: 'AvailabilityZone' } } }, 'NotImplemented'],
    [{ CreateBucketConfiguration: { Bucket: { Type: 'Directory' } } }, 'NotImplemented'],
    [{ CreateBucketConfiguration: { LocationConstraint: 'us-east-1' } }, 'InvalidLocationConstraint'],
  ])('refuses %j: %s', async (more, code) => {
    expect((await w.refusal(CreateBucket, { Bucket: 'data', ...more }, root)).code).toBe(code)
    expect(w.read((state) => buckets.get(state, 'data'))).toBeUndefined()
  })

  it('explains with the text of S3 why a bucket cannot have an ACL', async () => {
    expect(await w.refusal(CreateBucket, { Bucket: 'data', ACL: 'public-read' })).toEqual({
      code: 'InvalidBucketAclWithObjectOwnership',
      message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    })
  })

  it('is allowed and denied by policies, also per region', async () => {
    const Statement = [
      {
        Effect: 'Allow',
        Action: 's3:CreateBucket',
        Resource: '*',
        Condition: { StringEquals: { 's3:LocationConstraint': 'eu-central-1' } },
      },
    ]
    const ada = await w.user('ada', { there: { Version: '2012-10-17', Statement } })
    expect((await w.refusal(CreateBucket, { Bucket: 'data' }, ada)).code).toBe('AccessDenied')
    await w.call(CreateBucket, { Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }, ada)
    expect(w.read((state) => buckets.get(state, 'data'))?.account).toBe(ACCOUNT)
  })

  it('creates no bucket in a region that the caller has disabled or where its token is invalid, at any endpoint', async () => {
    const here = await world()
    const input = { Bucket: 'far-away', CreateBucketConfiguration: { LocationConstraint: 'ap-east-1' } }
    const refusal = {
      code: 'IllegalLocationConstraintException',
      message: 'The ap-east-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
    }
    const session = { kind: 'get-session-token', issuedAt: START, expiresAt: START + 3_600_000, tokenVersion: 1 } as const
    expect(await here.refusal(CreateBucket, input, { ...root, session })).toEqual(refusal)
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: ['ap-east-1'] }))
    expect(await here.refusal(CreateBucket, input)).toEqual(refusal)
    await here.change((state) => changeAccountSettings(state, ACCOUNT, { disabledRegions: [] }))
    expect(await here.call(CreateBucket, input)).toEqual({ Location: '/far-away' })
  })
})
