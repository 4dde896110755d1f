import type { Caller } from '../../../core/caller.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import { boundedText } from '../../../core/text/bounded-text.js'
import type { Reader } from '../../../directory/state.js'
import type { ObjectIdentifier } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { malformedXml, refuseUnbuilt } from '../errors.js'
import { bucketInRegion, sameBucket } from '../existing-bucket.js'
import { operation } from '../s3.js'
import { isVersionId } from '../versions/requested-version.js'
import { deletePermissions } from '../versions/version-permissions.js'
import { type Deletion, deleteOne } from './delete-one.js'
import { batchOf } from './deletion-batch.js'
import { removeBodies } from './remove-bodies.js'

/** The maximum number of keys of one request. */
const MAX_KEYS = 1_000
/** The maximum size of a key, in UTF-8 bytes. */
const MAX_KEY_BYTES = 1_024
/** The maximum size of a request, in bytes: a thousand of the longest keys, each in its elements, with some characters escaped. */
const MAX_BODY = 2_097_152

/**
 * Deletes up to a thousand objects, each allowed or denied separately (S3 API reference, DeleteObjects). The answer names every key, or only the
 * denied ones in quiet mode.
 */
export const DeleteObjects = operation('DeleteObjects', {
  summary: 'Deletes up to 1,000 objects or versions, each allowed or denied by itself.',
  actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  partialResults: 'a refused key is an Error in a 200 answer (S3 API reference, DeleteObjects)',
  maxBody: MAX_BODY,
  check(input) {
    refuseUnbuilt({ 'x-amz-mfa': input.MFA, 'x-amz-bypass-governance-retention': input.BypassGovernanceRetention })
    if (input.Delete.Objects.length > MAX_KEYS || input.Delete.Objects.some(({ Key }) => Key === '')) throw malformedXml()
    if (input.Delete.Objects.some(({ Key }) => Buffer.byteLength(Key) > MAX_KEY_BYTES))
      throw new S3Error('KeyTooLongError', 'Your key is too long')
    for (const { ETag, LastModifiedTime, Size } of input.Delete.Objects) refuseUnbuilt({ ETag, LastModifiedTime, Size })
  },
  authorize: (input, caller, { state }) => questionsOf(input.Delete.Objects, { input, caller, state }),
  async handle(input, caller, deps) {
    const { state, transact, region, ids, clock, decisions, askAll, settled, rest } = deps
    const { Objects, Quiet } = input.Delete
    const results = new Map<number, Result>()
    const open: Listed[] = []
    for (const [index, one] of Objects.entries()) {
      if (decisions[index]?.allowed !== true) results.set(index, { error: denied(decisions[index]) })
      else if (one.VersionId !== undefined && !isVersionId(one.VersionId)) results.set(index, { error: UNKNOWN_VERSION })
      else open.push({ ...one, index })
    }
    const isAnyAllowed = decisions.some(({ allowed }) => allowed)
    const bucket = isAnyAllowed ? bucketInRegion(state, input, region) : undefined
    for (let from = 0; bucket !== undefined && from < open.length; ) {
      // One slice of work: these keys were authorized and deleted.
      if (open.length > 1) await rest()
      const done = await transact(async (fresh) => {
        const now = sameBucket(fresh, bucket)
        const batch = batchOf(open, { from, versioning: now.versioning })
        // Authorized again just before the deletion: a permission that was removed meanwhile stops the rest.
        const still = await askAll(questionsOf(batch, { input, caller, state: fresh }), fresh)
        const place = { bucket: now, ids, now: clock.now() }
        return batch.map((one, at) => ({ one, refusal: still[at], ...(still[at]?.allowed === true && deleteOne(fresh, place, one)) }))
      })
      for (const { one, refusal, answer } of done) {
        settled(one.index, answer === undefined ? refusal : undefined)
        results.set(one.index, answer === undefined ? { error: denied(refusal) } : { answer })
      }
      await removeBodies(
        deps,
        done.flatMap(({ released = [] }) => released),
      )
      from += done.length
    }
    const Errors = Objects.flatMap((one, index) => errorEntry(one, results.get(index)))
    if (bucket === undefined) return { Errors }
    return { Deleted: Quiet === true ? undefined : Objects.flatMap((one, index) => deletedEntry(one, results.get(index))), Errors }
  },
})

/** What became of one object of the request. */
interface Result {
  readonly answer?: Deletion['answer'] | undefined
  readonly error?: { readonly Code: string; readonly Message: string }
}

interface Listed extends ObjectIdentifier {
  readonly index: number
}

interface Place {
  readonly input: { readonly Bucket: string }
  readonly caller: Caller
  readonly state: Reader
}

const questionsOf = (Objects: readonly ObjectIdentifier[], { input, caller, state }: Place): RequiredPermission[] =>
  deletePermissions({ Bucket: input.Bucket, Objects }, { caller, reads: { state } })

/** The maximum length of an error text, which contains the key once more: an answer may contain a thousand of the longest keys. */
const MOST_MESSAGE = 512

const denied = (decision: AccessDecision | undefined) => ({
  Code: 'AccessDenied',
  Message: boundedText(decision?.message || 'Access Denied', MOST_MESSAGE),
})

/** As recorded on AWS for an id that never was one. */
const UNKNOWN_VERSION = { Code: 'NoSuchVersion', Message: 'The specified version does not exist.' }

const errorEntry = ({ Key, VersionId }: ObjectIdentifier, result: Result | undefined) =>
  result?.error === undefined ? [] : [{ Key, VersionId, ...result.error }]

function deletedEntry({ Key, VersionId }: ObjectIdentifier, result: Result | undefined) {
  if (result?.answer === undefined) return []
  const { DeleteMarker, VersionId: markerId } = result.answer
  return [{ Key, VersionId, DeleteMarker, DeleteMarkerVersionId: DeleteMarker && markerId }]
}
