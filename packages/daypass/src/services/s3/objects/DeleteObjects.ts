import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import { boundedText } from '../../../core/text/bounded-text.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { deleteObject, getObject } from '../../../directory/s3/object.js'
import type { Reader, Writer } from '../../../directory/state.js'
import type { ObjectIdentifier } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectPermissions } from '../permissions.js'
import { operation } from '../s3.js'

/** Keys that one commit deletes: with what is read to ask for them again, well below the 128 expectations that a store takes at once. */
const BATCH = 50
/** Keys of one request. */
const MAX_KEYS = 1_000
/** UTF-8 bytes of a key. */
const MAX_KEY_BYTES = 1_024
/** Bytes of a request: a thousand of the longest keys, each in its elements, some of their characters escaped. */
const MAX_BODY = 2_097_152

const malformedList = (): WireError =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')

/** Deletes up to a thousand objects, each allowed or refused by itself (S3 API reference, DeleteObjects); the answer names every key, or only the refused ones when asked to be quiet. */
export const DeleteObjects = operation('DeleteObjects', {
  summary: 'Deletes up to 1,000 objects, each allowed or denied by itself.',
  actions: ['s3:DeleteObject'],
  partialResults: 'a refused key is an Error in a 200 answer (S3 API reference, DeleteObjects)',
  maxBody: MAX_BODY,
  check(input) {
    refuseUnbuilt({ 'x-amz-mfa': input.MFA, 'x-amz-bypass-governance-retention': input.BypassGovernanceRetention })
    if (input.Delete.Objects.length > MAX_KEYS || input.Delete.Objects.some(({ Key }) => Key === '')) throw malformedList()
    if (input.Delete.Objects.some(({ Key }) => Buffer.byteLength(Key) > MAX_KEY_BYTES))
      throw new S3Error('KeyTooLongError', 'Your key is too long')
    for (const { VersionId, ETag, LastModifiedTime, Size } of input.Delete.Objects)
      refuseUnbuilt({ VersionId, ETag, LastModifiedTime, Size })
  },
  authorize: (input, caller, { state }) => questionsOf(input.Delete.Objects, { input, caller, state }),
  async handle(input, caller, { state, transact, files, region, decisions, askAll, settled, rest }) {
    const { Objects, Quiet } = input.Delete
    const refusals = new Map<number, AccessDecision | undefined>()
    for (const index of Objects.keys()) if (decisions[index]?.allowed !== true) refusals.set(index, decisions[index])
    const allowed = Objects.flatMap(({ Key }, index) => (refusals.has(index) ? [] : [{ Key, index }]))
    const bucket = allowed.length === 0 ? undefined : bucketInRegion(state, input, region)
    for (let from = 0; bucket !== undefined && from < allowed.length; from += BATCH) {
      // What was decided, and what was deleted, was a slice of work.
      if (allowed.length > 1) await rest()
      const batch = allowed.slice(from, from + BATCH)
      const done = await transact(async (fresh) => {
        // Asked again where it is done: a permission that was taken away meanwhile stops what is still to come.
        const still = await askAll(questionsOf(batch, { input, caller, state: fresh }), fresh)
        return {
          still,
          files: deleteBatch(
            fresh,
            bucket,
            batch.filter((_one, at) => still[at]?.allowed === true),
          ),
        }
      })
      for (const [at, { index }] of batch.entries()) {
        const refusal = done.still[at]?.allowed === true ? undefined : done.still[at]
        settled(index, refusal)
        if (refusal !== undefined) refusals.set(index, refusal)
      }
      for (const file of done.files) await files.remove(file)
    }
    const Errors = Objects.flatMap(({ Key }, index) => (refusals.has(index) ? [refusedKey(Key, refusals.get(index))] : []))
    if (bucket === undefined) return { Errors }
    const Deleted = Objects.flatMap(({ Key }, index) => (refusals.has(index) ? [] : [{ Key }]))
    return { Deleted: Quiet === true ? undefined : Deleted, Errors }
  },
})

interface Place {
  readonly input: { readonly Bucket: string }
  readonly caller: Caller
  readonly state: Reader
}

function questionsOf(batch: readonly ObjectIdentifier[], { input, caller, state }: Place): RequiredPermission[] {
  const Keys = batch.map(({ Key }) => Key)
  return objectPermissions('s3:DeleteObject', { Bucket: input.Bucket, Keys }, { caller, reads: { state } })
}

/** Characters of the sentence, which names the key once more, at most: an answer may hold a thousand of the longest keys. */
const MOST_MESSAGE = 512

const refusedKey = (Key: string, decision: AccessDecision | undefined) => ({
  Key,
  Code: 'AccessDenied',
  Message: boundedText(decision?.message || 'Access Denied', MOST_MESSAGE),
})

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
