import { describe, expect, it } from 'vitest'
import { variable } from '../testing/sample.js'
import { parsePolicy } from './parse.js'
import type { Problem } from './problem.js'

function problemsOf(statement: Record<string, unknown>, bucket?: string, version = '2012-10-17'): readonly Problem[] {
  const text = JSON.stringify({ Version: version, Statement: [{ Effect: 'Allow', Principal: '*', ...statement }] })
  const result = parsePolicy(text, 's3-bucket', bucket === undefined ? {} : { bucket })
  return result.ok ? [] : result.problems
}

function messageOf(statement: Record<string, unknown>, bucket?: string, version?: string): string {
  return problemsOf(statement, bucket, version)
    .map(({ message }) => message)
    .join(' | ')
}

const IDLE = 'Action does not apply to any resource(s) in statement'

/** As they are written in the Service Authorization Reference. */
const ON_OBJECTS = `AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
  DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
  GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes GetObjectVersionForReplication GetObjectVersionTagging
  GetObjectVersionTorrent InitiateReplication ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl
  PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
  ReplicateTags RestoreObject`.split(/\s+/)
const ON_BUCKETS = `CreateBucket DeleteBucket DeleteBucketPolicy DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration
  GetBucketAcl GetBucketCORS GetBucketLocation GetBucketLogging GetBucketNotification GetBucketObjectLockConfiguration
  GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging
  GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
  GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket ListBucketMultipartUploads ListBucketVersions
  PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification
  PutBucketObjectLockConfiguration PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment
  PutBucketTagging PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration
  PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration`.split(/\s+/)

describe('a bucket policy', () => {
  it.each(ON_OBJECTS)('allows s3:%s on objects only', (action) => {
    expect(messageOf({ Action: `s3:${action}`, Resource: 'arn:aws:s3:::b' }, 'b')).toBe(IDLE)
    expect(messageOf({ Action: `s3:${action}`, Resource: 'arn:aws:s3:::b/x' }, 'b')).toBe('')
  })

  it.each(ON_BUCKETS)('allows s3:%s on the bucket only', (action) => {
    expect(messageOf({ Action: `s3:${action}`, Resource: 'arn:aws:s3:::b/x' }, 'b')).toBe(IDLE)
    expect(messageOf({ Action: `s3:${action}`, Resource: 'arn:aws:s3:::b' }, 'b')).toBe('')
  })

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::b', IDLE],
    ['s3:ListBucket', 'arn:aws:s3:::b/*', IDLE],
    ['s3:listbucket', 'arn:aws:s3:::b/*', IDLE],
    ['s3:*Object', 'arn:aws:s3:::b', IDLE],
    ['s3:GetObject', 'arn:aws:s3:::b/*', ''],
    ['s3:GetObject', 'arn:aws:s3:::b*', ''],
    ['s3:ListBucket', 'arn:aws:s3:::b', ''],
    ['s3:Get*', 'arn:aws:s3:::b', ''],
    ['s3:*', 'arn:aws:s3:::b/*', ''],
    ['*', 'arn:aws:s3:::b', ''],
    ['s3:SomethingNew', 'arn:aws:s3:::b', ''],
  ])('has %s on %s: %j', (action, resource, message) => {
    expect(messageOf({ Action: action, Resource: resource }, 'b')).toBe(message)
  })

  it('requires a resource for every action', () => {
    expect(messageOf({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/*'] })).toBe(IDLE)
    expect(messageOf({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: ['arn:aws:s3:::b/*', 'arn:aws:s3:::b'] })).toBe('')
  })

  it.each([
    'arn:aws:s3:::other',
    'arn:aws:s3:::bb',
    'arn:aws:s3:::bb/*',
    'arn:aws:s3:::*',
    '*',
    'arn:aws:s3:us-east-1::b',
    'arn:aws:sqs:::b',
    'arn:aws:sqs:::arn:aws:s3:::b',
  ])('of bucket b has no problem to report about %s', (resource) => {
    expect(messageOf({ Action: 's3:*', Resource: resource }, 'b')).toBe('Policy has invalid resource')
    expect(messageOf({ Action: 's3:*', NotResource: resource }, 'b')).toBe('Policy has invalid resource')
  })

  it('reports which resource and which action are wrong', () => {
    const details = problemsOf({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::c/x' }, 'b').map(({ detail }) => detail)
    expect(details).toEqual([
      'Resource arn:aws:s3:::c/x is not in the bucket b',
      'Action s3:ListBucket does not apply to any of the resources',
    ])
  })

  it('is not checked further if a resource is invalid', () => {
    const broken = `arn:aws:s3:::b/${'$'}{aws:x`
    expect(messageOf({ Action: 's3:*' }, 'b')).toBe('Missing required field Resource')
    expect(messageOf({ Action: 's3:GetObject', Resource: ['x', 'arn:aws:s3:::b'] }, 'b')).toBe('Policy has invalid resource')
    expect(messageOf({ Action: 's3:ListBucket', Resource: broken }, 'b')).toBe('Policy has invalid resource')
    expect(messageOf({ Action: 's3:ListBucket', Resource: broken }, 'b', '2008-10-17')).toBe(IDLE)
  })

  it('may leave out actions or resources, whatever they apply to', () => {
    expect(messageOf({ Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b' }, 'b')).toBe('')
    expect(messageOf({ NotAction: 's3:GetObject', Resource: 'arn:aws:s3:::b' }, 'b')).toBe('')
  })

  it('accepts keys with several lines, and tags in the name of a bucket', () => {
    expect(messageOf({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/x\ny' }, 'b')).toBe('')
    const tags = `${variable('aws:PrincipalTag/a')}-${variable('aws:PrincipalTag/b')}`
    expect(messageOf({ Action: 's3:ListBucket', Resource: `arn:aws:s3:::${tags}` })).toBe('')
    expect(messageOf({ Action: 's3:ListBucket', Resource: `arn:aws:s3:::${tags}/x` })).toBe(IDLE)
  })

  it.each([
    ['{}', 'Missing required field Statement'],
    ['', "Policies must be valid JSON and the first byte must be '{'"],
    [
      ' {"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"}}',
      "Policies must be valid JSON and the first byte must be '{'",
    ],
    [
      '{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"},"Version":"2012"}',
      'The policy must contain a valid version string',
    ],
    ['{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"},"Extra":1}', 'Unknown field Extra'],
    ['{"Statement":{"Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b"}}', 'Missing required field Effect'],
    ['{"Statement":{"Effect":"Deny","Principal":"*","Resource":"arn:aws:s3:::b"}}', 'Missing required field Action'],
    ['{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b"}}', 'Missing required field Principal'],
    ['{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws-cn:s3:::b"}}', 'Policy has invalid resource'],
    [
      '{"Statement":{"Effect":"Deny","Principal":{"Service":"ec2"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}}',
      'Invalid principal in policy',
    ],
    [
      '{"Statement":{"Effect":"Deny","Principal":{"AWS":"arn:aws-cn:iam::111122223333:root"},"Action":"s3:*","Resource":"arn:aws:s3:::b"}}',
      'Invalid principal in policy',
    ],
  ])('that is to be saved is refused in the words of S3: %s', (text, message) => {
    const result = parsePolicy(text, 's3-bucket', { bucket: 'b', saving: { partition: 'aws' } })
    expect(result.ok || result.problems[0]?.message).toBe(message)
  })
})
