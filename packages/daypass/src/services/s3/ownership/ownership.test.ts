import { beforeEach, describe, expect, it } from 'vitest'
import { root, type World, world } from '../../../testing/world.js'
import { CreateBucket } from '../buckets/CreateBucket.js'
import { DeleteObject } from '../objects/DeleteObject.js'
import { PutObject } from '../objects/PutObject.js'
import { ownerOf } from '../owner.js'
import { PutBucketVersioning } from '../versions/PutBucketVersioning.js'
import { GetBucketAcl } from './GetBucketAcl.js'
import { GetObjectAcl } from './GetObjectAcl.js'
import { PutBucketAcl } from './PutBucketAcl.js'
import { PutObjectAcl } from './PutObjectAcl.js'

const data = { Bucket: 'data' }
const object = { Bucket: 'data', Key: 'k' }
const Owner = ownerOf(root.account)
const owners = { Owner, Grants: [{ Grantee: { ...Owner, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }] }
const DISABLED = { code: 'AccessControlListNotSupported', message: 'The bucket does not allow ACLs' }
const everyone = { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' }

let w: World
beforeEach(async () => {
  w = await world()
  await w.call(CreateBucket, data)
  await w.call(PutObject, { ...object, Body: Buffer.from('x') })
})

describe('access control lists', () => {
  it('say that the owner of the bucket has full control', async () => {
    expect(await w.call(GetBucketAcl, data)).toEqual(owners)
    expect(await w.call(GetObjectAcl, object)).toEqual(owners)
  })

  it.each([
    { ACL: 'private' },
    { ACL: 'public-read' },
    { GrantRead: 'uri="http://acs.amazonaws.com/groups/global/AllUsers"' },
    { AccessControlPolicy: { Owner, Grants: [...owners.Grants, everyone] } },
    { AccessControlPolicy: { Owner: { ID: 'a' }, Grants: owners.Grants } },
    { AccessControlPolicy: { Owner, Grants: [] } },
  ])('cannot be set: %j', async (sent) => {
    expect(await w.refusal(PutBucketAcl, { ...data, ...sent })).toEqual(DISABLED)
    expect(await w.refusal(PutObjectAcl, { ...object, ...sent })).toEqual(DISABLED)
  })

  it('of an object can be set to what they are, and change nothing', async () => {
    for (const sent of [{ ACL: 'bucket-owner-full-control' }, { AccessControlPolicy: owners }])
      expect(await w.call(PutObjectAcl, { ...object, ...sent })).toEqual({})
  })

  it.each([
    [{}, 'MissingSecurityHeader', 'Your request was missing a required header'],
    [{ ACL: 'fake-acl' }, 'InvalidArgument', ''],
    [{ ACL: 'private', GrantRead: 'id="a"' }, 'InvalidRequest', 'Specifying both Canned ACLs and Header Grants is not allowed'],
    [{ ACL: 'private', AccessControlPolicy: owners }, 'UnexpectedContent', 'This request does not support content'],
    [
      { AccessControlPolicy: { Grants: owners.Grants } },
      'MalformedACLError',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      { AccessControlPolicy: {} },
      'MalformedACLError',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
  ])('are refused as S3 refuses them: %j', async (sent, code, message) => {
    expect(await w.refusal(PutBucketAcl, { ...data, ...sent })).toEqual({ code, message })
    expect(await w.refusal(PutObjectAcl, { ...object, ...sent })).toEqual({ code, message })
  })

  it('of an object that is not there are 404 to callers who may list, and 403 to others', async () => {
    const reader = await w.user('reader', {
      p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['s3:GetObjectAcl', 's3:PutObjectAcl'], Resource: '*' } },
    })
    const missing = { Bucket: 'data', Key: 'missing', ACL: 'private' }
    for (const operation of [GetObjectAcl, PutObjectAcl]) {
      expect((await w.refusal(operation, missing)).code).toBe('NoSuchKey')
      expect((await w.refusal(operation, missing, reader)).code).toBe('AccessDenied')
    }
  })
  it('of a version need the permission for versions, and the version', async () => {
    await w.call(PutBucketVersioning, { ...data, VersioningConfiguration: { Status: 'Enabled' } })
    const { VersionId = '' } = await w.call(PutObject, { ...object, Body: Buffer.from('y') })
    expect(await w.call(GetObjectAcl, { ...object, VersionId })).toEqual(owners)
    expect((await w.refusal(GetObjectAcl, { ...object, VersionId: 'x' })).code).toBe('InvalidArgument')
    const asked = async (operation: typeof GetObjectAcl | typeof PutObjectAcl) =>
      (await w.attempt(operation, { ...object, VersionId, ACL: 'bucket-owner-full-control' })).event.questions.map(({ question }) => [
        question.action,
        question.context?.['s3:versionid'],
      ])
    expect(await asked(GetObjectAcl)).toEqual([['s3:GetObjectVersionAcl', VersionId]])
    expect(await asked(PutObjectAcl)).toEqual([['s3:PutObjectVersionAcl', VersionId]])
    const { VersionId: marker = '' } = await w.call(DeleteObject, object)
    for (const operation of [GetObjectAcl, PutObjectAcl])
      expect((await w.refusal(operation, { ...object, VersionId: marker, ACL: 'private' })).code).toBe('MethodNotAllowed')
    // As recorded on AWS: whoever names no version puts a list on the marker, and reads one of nothing.
    expect((await w.refusal(PutObjectAcl, { ...object, ACL: 'private' })).code).toBe('MethodNotAllowed')
    expect((await w.refusal(GetObjectAcl, object)).code).toBe('NoSuchKey')
  })
})
