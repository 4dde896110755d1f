import { WireError } from '../../../core/error.js'
import type { Decision } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/bucket.js'
import { deleteObject, getObject } from '../../../directory/object.js'
import type { Writer } from '../../../directory/state.js'
import type { ObjectIdentifier } from '../../../wire/generated/s3.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectQuestions } from '../questions.js'
import { refuseUnbuilt } from '../refusals.js'
import { operation } from '../s3.js'

/** Keys that one commit deletes, well below what a store takes at once. */
const BATCH = 100
/** Keys of one request. */
const MAX_KEYS = 1_000
/** UTF-8 bytes of a key. */
const MAX_KEY_BYTES = 1_024
/** Bytes of a request: a thousand of the longest keys, each in its elements, some of their characters escaped. */
const MAX_BODY = 2_097_152

const malformedList = (): WireError =>
  new WireError('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')

/** Deletes up to a thousand objects, each allowed or refused by itself (S3 API reference, DeleteObjects); the answer names every key, or only the refused ones when asked to be quiet. */
export const DeleteObjects = operation('DeleteObjects', {
  eachByItself: 'a refused key is an Error in a 200 answer (S3 API reference, DeleteObjects)',
  maxBody: MAX_BODY,
  check(input) {
    refuseUnbuilt({ 'x-amz-mfa': input.MFA, 'x-amz-bypass-governance-retention': input.BypassGovernanceRetention })
    if (input.Delete.Objects.length > MAX_KEYS || input.Delete.Objects.some(({ Key }) => Key === '')) throw malformedList()
    if (input.Delete.Objects.some(({ Key }) => Buffer.byteLength(Key) > MAX_KEY_BYTES))
      throw new WireError('KeyTooLongError', 'Your key is too long')
    for (const { VersionId, ETag, LastModifiedTime, Size } of input.Delete.Objects)
      refuseUnbuilt({ VersionId, ETag, LastModifiedTime, Size })
  },
  authorize: (input, caller, reads) =>
    objectQuestions('s3:DeleteObject', { Bucket: input.Bucket, Keys: input.Delete.Objects.map(({ Key }) => Key) }, { caller, reads }),
  async handle(input, _caller, { state, transact, files, region, decisions, settled, rest }) {
    const { Objects, Quiet } = input.Delete
    const allowed = Objects.flatMap(({ Key }, index) => (decisions[index]?.allowed === true ? [{ Key, index }] : []))
    const Errors = Objects.flatMap((object, i) => refusedKey(object, decisions[i]))
    if (allowed.length === 0) return { Errors }
    const bucket = bucketInRegion(state, input, region)
    for (let from = 0; from < allowed.length; from += BATCH) {
      const batch = allowed.slice(from, from + BATCH)
      const removed = await transact((fresh) => deleteBatch(fresh, bucket, batch))
      for (const { index } of batch) settled(index)
      for (const file of removed) await files.remove(file)
      await rest()
    }
    return { Deleted: Quiet === true ? undefined : allowed.map(({ Key }) => ({ Key })), Errors }
  },
})

const refusedKey = ({ Key }: ObjectIdentifier, decision: Decision | undefined) =>
  decision?.allowed === true ? [] : [{ Key, Code: 'AccessDenied', Message: decision?.message || 'Access Denied' }]

/** Stages the deletions; gives the files that nothing refers to any more. */
function deleteBatch(state: Writer, bucket: BucketRecord, batch: readonly ObjectIdentifier[]): string[] {
  sameBucket(state, bucket)
  const removed = new Set<string>()
  for (const { Key } of batch) {
    const object = getObject(state, bucket.name, Key)
    if (object === undefined) continue
    deleteObject(state, bucket.name, Key)
    removed.add(object.file)
  }
  return [...removed]
}
