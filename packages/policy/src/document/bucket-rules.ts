import { actionVendor } from '../matching/action.js'
import { foldCase } from '../matching/fold-case.js'
import { compileGlob, type Glob, matchesGlob } from '../matching/glob.js'
import { isResourcePattern } from '../matching/resource.js'
import type { ParseContext } from './parse-context.js'
import type { Statement } from './policy.js'
import { AWS_TEXT } from './problem.js'

/** Actions that S3 decides on an object ARN. Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3". */
const OBJECT_ACTIONS: readonly string[] = [
  ...['abortmultipartupload', 'bypassgovernanceretention', 'deleteobject', 'deleteobjecttagging', 'deleteobjectversion'],
  ...['deleteobjectversiontagging', 'getobject', 'getobjectacl', 'getobjectattributes', 'getobjectlegalhold', 'getobjectretention'],
  ...['getobjecttagging', 'getobjecttorrent', 'getobjectversion', 'getobjectversionacl', 'getobjectversionattributes'],
  ...['getobjectversionforreplication', 'getobjectversiontagging', 'getobjectversiontorrent', 'initiatereplication'],
  ...['listmultipartuploadparts', 'objectowneroverridetobucketowner', 'putobject', 'putobjectacl', 'putobjectlegalhold'],
  ...['putobjectretention', 'putobjecttagging', 'putobjectversionacl', 'putobjectversiontagging', 'replicatedelete', 'replicateobject'],
  ...['replicatetags', 'restoreobject'],
]

/** Actions that S3 decides on a bucket ARN; same source. */
const BUCKET_ACTIONS: readonly string[] = [
  ...['createbucket', 'deletebucket', 'deletebucketpolicy', 'deletebucketwebsite', 'getaccelerateconfiguration'],
  ...['getanalyticsconfiguration', 'getbucketacl', 'getbucketcors', 'getbucketlocation', 'getbucketlogging', 'getbucketnotification'],
  ...['getbucketobjectlockconfiguration', 'getbucketownershipcontrols', 'getbucketpolicy', 'getbucketpolicystatus'],
  ...['getbucketpublicaccessblock', 'getbucketrequestpayment', 'getbuckettagging', 'getbucketversioning', 'getbucketwebsite'],
  ...['getencryptionconfiguration', 'getintelligenttieringconfiguration', 'getinventoryconfiguration', 'getlifecycleconfiguration'],
  ...['getmetricsconfiguration', 'getreplicationconfiguration', 'listbucket', 'listbucketmultipartuploads', 'listbucketversions'],
  ...['putaccelerateconfiguration', 'putanalyticsconfiguration', 'putbucketacl', 'putbucketcors', 'putbucketlogging'],
  ...['putbucketnotification', 'putbucketobjectlockconfiguration', 'putbucketownershipcontrols', 'putbucketpolicy'],
  ...['putbucketpublicaccessblock', 'putbucketrequestpayment', 'putbuckettagging', 'putbucketversioning', 'putbucketwebsite'],
  ...['putencryptionconfiguration', 'putintelligenttieringconfiguration', 'putinventoryconfiguration', 'putlifecycleconfiguration'],
  ...['putmetricsconfiguration', 'putreplicationconfiguration'],
]

/** What S3 adds to the grammar: resources must be in this bucket, and every action must apply to one of the resources. */
export function checkBucketStatement(statement: Statement, { bucket, version, problems, saving }: ParseContext): void {
  const { resource, action, span } = statement
  if (resource === undefined || !resource.patterns.every((pattern) => isResourcePattern(pattern, version === '2012-10-17'))) return
  const elsewhere = saving && resource.patterns.find((pattern) => pattern !== '*' && !isOfPartition(pattern, saving.partition))
  if (elsewhere !== undefined) {
    const detail = `Resource ${elsewhere} must be of the partition ${saving?.partition}`
    problems.add({ at: span.start, stage: 'arns', message: AWS_TEXT.s3Resource, detail })
  }
  const outside = bucket === undefined ? undefined : resource.patterns.find((pattern) => !isInBucket(pattern, bucket))
  if (outside !== undefined) {
    problems.add({
      at: span.start,
      stage: 'arns',
      message: AWS_TEXT.s3Resource,
      detail: `Resource ${outside} is not in the bucket ${bucket}`,
    })
  }
  if (resource.negated || action.negated) return
  const idle = action.patterns.find((pattern) => !hasResource(pattern, resource.patterns))
  if (idle !== undefined) {
    problems.add({
      at: span.start,
      stage: 'arns',
      message: AWS_TEXT.s3ActionResource,
      detail: `Action ${idle} does not apply to any of the resources`,
    })
  }
}

/** A partition may have wildcards. One that is not this one would leave a Deny without effect. */
function isOfPartition(pattern: string, partition: string): boolean {
  const named = pattern.split(':')[1] ?? ''
  return matchesGlob(compileGlob(named), partition)
}

function isInBucket(pattern: string, bucket: string): boolean {
  const match = /^arn:[^:]+:s3:::(.*)$/s.exec(pattern)
  const name = match?.[1]
  if (!name?.startsWith(bucket)) return false
  const next = name.charAt(bucket.length)
  return next === '' || next === '/' || next === '*'
}

/** An action in neither list was added to S3 later; it is not checked. */
function hasResource(action: string, resources: readonly string[]): boolean {
  const glob = compileGlob(foldCase(action).slice(actionVendor(action).length).replace(/^:/, ''))
  const onObjects = covers(glob, OBJECT_ACTIONS)
  const onBuckets = covers(glob, BUCKET_ACTIONS)
  if (!onObjects && !onBuckets) return true
  return resources.some((resource) => (onObjects && mayBeObject(resource)) || (onBuckets && mayBeBucket(resource)))
}

function covers(glob: Glob, names: readonly string[]): boolean {
  return names.some((name) => matchesGlob(glob, name))
}

function mayBeObject(resource: string): boolean {
  return resource.includes('/') || /[*?]|\$\{/.test(resource)
}

function mayBeBucket(resource: string): boolean {
  return !resource.replace(/\$\{[^}]*\}/g, '').includes('/')
}
