// Versions, tags and the settings that clients read, through the model of boto3: what it makes of every answer.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { send, signed } from '../signed-request.js'
import { PythonProcess } from './python-process.js'

type Output = Record<string, unknown>
const Bucket = 'history'
const at = { Bucket, Key: 'a b/ü' }

describe.skipIf(without('boto3'))('boto3 and a bucket with versions', () => {
  let server: ServerProcess
  let boto3: PythonProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
    const { accessKeyId, secretAccessKey } = server.rootKey()
    boto3 = new PythonProcess('iam_calls.py', [server.endpoint, accessKeyId, secretAccessKey])
    await call('CreateBucket', { Bucket })
  })
  afterAll(async () => {
    await server.close()
    await boto3.close()
  })

  const outcome = (operation: string, input: object) =>
    boto3.ask<{ output?: Output; refused?: string[] }>([operation, input, { service: 's3' }])
  const call = async (operation: string, input: object): Promise<Output> => {
    const { output, refused } = await outcome(operation, input)
    return output ?? expect.fail(`${operation}: ${refused}`)
  }
  const refused = async (operation: string, input: object) => (await outcome(operation, input)).refused?.[0]
  const put = async (Body: string, more: object = {}) => (await call('PutObject', { ...at, Body, ...more })).VersionId as string
  const versioning = (Status: string) => call('PutBucketVersioning', { Bucket, VersioningConfiguration: { Status } })

  it('sees what is kept, and deletes all of it', async () => {
    expect(await put('old')).toBeUndefined()
    expect(await call('GetBucketVersioning', { Bucket })).toEqual({})
    await versioning('Enabled')
    expect(await call('GetBucketVersioning', { Bucket })).toEqual({ Status: 'Enabled' })
    const [first, second] = [await put('one'), await put('two')]
    const marker = await call('DeleteObject', at)
    expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) })
    expect(await refused('GetObject', at)).toBe('NoSuchKey')
    expect(await call('GetObject', { ...at, VersionId: first })).toMatchObject({ Body: 'one', VersionId: first })
    expect(await call('GetObject', { ...at, VersionId: 'null' })).toMatchObject({ Body: 'old', VersionId: 'null' })
    expect(await refused('GetObject', { ...at, VersionId: 'x' })).toBe('InvalidArgument')
    expect(await refused('GetObject', { ...at, VersionId: marker.VersionId })).toBe('MethodNotAllowed')
    const list = await call('ListObjectVersions', { Bucket, MaxKeys: 3 })
    expect(list).toMatchObject({ IsTruncated: true, NextKeyMarker: at.Key, NextVersionIdMarker: first })
    expect(list.Versions).toMatchObject([
      { Key: at.Key, VersionId: second, IsLatest: false },
      { Key: at.Key, VersionId: first, IsLatest: false },
    ])
    expect(list.DeleteMarkers).toMatchObject([{ Key: at.Key, VersionId: marker.VersionId, IsLatest: true }])
    const next = { KeyMarker: list.NextKeyMarker, VersionIdMarker: list.NextVersionIdMarker }
    const rest = await call('ListObjectVersions', { Bucket, ...next })
    expect([rest.IsTruncated, rest.Versions]).toMatchObject([false, [{ VersionId: 'null' }]])
    expect(await refused('DeleteBucket', { Bucket })).toBe('BucketNotEmpty')
    const Objects = [marker.VersionId, second, first, 'null'].map((VersionId) => ({ Key: at.Key, VersionId }))
    const { Deleted, Errors } = await call('DeleteObjects', { Bucket, Delete: { Objects } })
    expect([(Deleted as object[]).length, Errors]).toEqual([4, undefined])
    expect(await call('ListObjectVersions', { Bucket })).not.toHaveProperty('Versions')
  })

  it('is told of a delete marker by headers, where the bucket has versions', async () => {
    await versioning('Enabled')
    const { VersionId } = await call('DeleteObject', { Bucket, Key: 'gone' })
    const signer = signerOf(server, server.rootKey())
    const read = (path: string, method = 'GET', query = '') => send(server.endpoint, signed(signer, { service: 's3', method, path, query }))
    const [now, then] = [await read(`/${Bucket}/gone`), await read(`/${Bucket}/gone`, 'HEAD', `versionId=${VersionId}`)]
    expect([now.status, now.headers['x-amz-delete-marker'], now.headers['x-amz-version-id']]).toEqual([404, 'true', VersionId])
    expect([then.status, then.headers['x-amz-delete-marker'], then.headers.allow]).toEqual([405, 'true', 'DELETE'])
    await call('CreateBucket', { Bucket: 'plain' })
    await call('PutObject', { Bucket: 'plain', Key: 'k' })
    expect((await read('/plain/k', 'HEAD')).headers).not.toHaveProperty('x-amz-version-id')
  })

  it('gives objects and buckets tags', async () => {
    const VersionId = await put('x', { Tagging: 'env=test&a+b=c%2Bd' })
    const TagSet = [
      { Key: 'env', Value: 'test' },
      { Key: 'a b', Value: 'c+d' },
    ]
    expect(await call('GetObjectTagging', at)).toEqual({ VersionId, TagSet })
    expect(await call('GetObject', at)).toMatchObject({ TagCount: 2 })
    await call('PutObjectTagging', { ...at, VersionId, Tagging: { TagSet: [] } })
    expect((await call('GetObjectTagging', at)).TagSet).toEqual([])
    await call('PutBucketTagging', { Bucket, Tagging: { TagSet } })
    expect(await call('GetBucketTagging', { Bucket })).toEqual({ TagSet })
    await call('DeleteBucketTagging', { Bucket })
    expect(await refused('GetBucketTagging', { Bucket })).toBe('NoSuchTagSet')
  })

  it('reads attributes of an object', async () => {
    const VersionId = await put('hello')
    const ObjectAttributes = ['ETag', 'ObjectSize', 'StorageClass', 'ObjectParts']
    const { LastModified, ...attributes } = await call('GetObjectAttributes', { ...at, ObjectAttributes })
    expect(attributes).toEqual({ VersionId, ETag: '5d41402abc4b2a76b9719d911017c592', ObjectSize: 5, StorageClass: 'STANDARD' })
    expect(LastModified).toEqual(expect.any(String))
  })

  it('reads what no bucket has', async () => {
    for (const operation of ['GetBucketLogging', 'GetBucketNotificationConfiguration', 'GetBucketAccelerateConfiguration']) {
      expect([operation, await call(operation, { Bucket })]).toEqual([operation, {}])
    }
    expect(await call('GetBucketRequestPayment', { Bucket })).toEqual({ Payer: 'BucketOwner' })
    const { ServerSideEncryptionConfiguration } = await call('GetBucketEncryption', { Bucket })
    await call('PutBucketEncryption', { Bucket, ServerSideEncryptionConfiguration })
    const codes = ['GetBucketLifecycleConfiguration', 'GetBucketWebsite', 'GetBucketReplication', 'GetObjectLockConfiguration']
    expect(await Promise.all(codes.map((operation) => refused(operation, { Bucket })))).toEqual([
      'NoSuchLifecycleConfiguration',
      'NoSuchWebsiteConfiguration',
      'ReplicationConfigurationNotFoundError',
      'ObjectLockConfigurationNotFoundError',
    ])
    const RequestPaymentConfiguration = { Payer: 'Requester' }
    expect(await refused('PutBucketRequestPayment', { Bucket, RequestPaymentConfiguration })).toBe('NotImplemented')
  })
})
