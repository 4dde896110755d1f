import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import { boundedText } from '../../../core/text/bounded-text.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { deleteObject, type StoredBody } from '../../../directory/s3/object.js'
import type { Reader, Writer } from '../../../directory/state.js'
import type { ObjectIdentifier } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { objectPermissions } from '../permissions.js'
import { operation } from '../s3.js'
import { removeBodies } from './remove-bodies.js'

/**
 * Keys that one commit deletes: at most two writes each, of 127. With what is read to authorize them again, it stays well below the 128 expectations of a
 * store commit.
 */
const BATCH = 50
/** The maximum number of keys of one request. */
const MAX_KEYS = 1_000
/** The maximum size of a key, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1_024
/** The maximum size of a request, in bytes: a thousand of the longest keys, each in its elements, with some characters escaped. */
const MAX_BODY = 2_097_152

const malformedList = (): WireError =>
  new S3Error('MalformedXML', 'The XML you provided was not well-formed or did not validate against our published schema')

/**
 * Deletes up to a thousand objects, each allowed or denied separately (S3 API reference, DeleteObjects). The answer names every key, or only the
 * denied ones in quiet mode.
 */
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
      // One slice of work: these keys were authorized and deleted.
      if (allowed.length > 1) await rest()
      const batch = allowed.slice(from, from + BATCH)
      const done = await transact(async (fresh) => {
        // Authorized again just before the deletion: a permission that was removed meanwhile stops the rest.
        const still = await askAll(questionsOf(batch, { input, caller, state: fresh }), fresh)
        return {
          still,
          released: deleteBatch(
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
      await removeBodies(files, done.released)
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

/** The maximum length of an error text, which contains the key once more: an answer may contain a thousand of the longest keys. */
const MOST_MESSAGE = 512

const refusedKey = (Key: string, decision: AccessDecision | undefined) => ({
  Key,
  Code: 'AccessDenied',
  Message: boundedText(decision?.message || 'Access Denied', MOST_MESSAGE),
})

/** Stages the deletions; returns the bodies that no object has then. */
function deleteBatch(state: Writer, bucket: BucketRecord, batch: readonly ObjectIdentifier[]): StoredBody[] {
  sameBucket(state, bucket)
  return batch.flatMap(({ Key }) => deleteObject(state, bucket.name, Key))
}
