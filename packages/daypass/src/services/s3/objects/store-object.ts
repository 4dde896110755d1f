import type { Caller } from '../../../core/caller.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { getObject, type ObjectRecord, type StoredBody } from '../../../directory/s3/object.js'
import { putObjectBytes } from '../../../directory/s3/object-bytes.js'
import { putInBucket } from '../../../directory/s3/versioned-object.js'
import type { Reader, Writer } from '../../../directory/state.js'
import { sameBucket } from '../existing-bucket.js'
import { accessDenied, type S3Deps } from '../s3.js'
import { requireWritable, type WriteConditions } from './preconditions.js'
import { type Removing, removeBodies } from './remove-bodies.js'

/** An object whose bytes are received, and what its commit depends on. */
export interface Storing {
  /** As it was when the request was allowed. */
  readonly bucket: BucketRecord
  /** The object; a function makes it in the commit, of what the store has at that revision and keeps if the commit fails. */
  readonly object: ObjectRecord | ((fresh: Writer) => ObjectRecord | Promise<ObjectRecord>)
  /** The sealed bytes of a small object: they are stored in the same commit. */
  readonly sealed?: Uint8Array | undefined
  readonly conditions: WriteConditions
  readonly caller: Caller
  /** The required permissions at a revision. A body may take an hour to arrive: a permission that was removed meanwhile is missing for this put too. */
  readonly questions: (state: Reader) => readonly RequiredPermission[]
}

/**
 * Stores an object whose bytes are on the disk, or come with it: one commit decides the conditions, asks once more whether it is allowed, and makes it the object of its
 * key, as its bucket keeps versions; then what it replaced is removed. If the commit fails, its body is removed and the object of the key is unchanged. Returns it with its version.
 */
export async function storeObject(
  deps: Pick<S3Deps, 'transact' | 'files' | 'ids' | 'ask' | 'rest'>,
  storing: Storing,
): Promise<ObjectRecord> {
  const { bucket, sealed, conditions, caller, questions } = storing
  const stored = await keepingFile(deps, typeof storing.object === 'function' ? undefined : storing.object, () =>
    deps.transact(async (fresh) => {
      const now = sameBucket(fresh, bucket)
      requireStillAllowed(questions(fresh), { caller, ask: (question) => deps.ask(question, fresh) })
      const object = typeof storing.object === 'function' ? await storing.object(fresh) : storing.object
      requireWritable(object.key, getObject(fresh, bucket.name, object.key), conditions)
      if (sealed !== undefined && 'file' in object) putObjectBytes(fresh, object.file, sealed)
      return putInBucket(fresh, { bucket: now, ids: deps.ids }, object)
    }),
  )
  await removeBodies(deps, stored.released)
  return stored.object
}

/** Runs a commit that refers to a body. If it fails, the body is removed. */
export async function keepingFile<T>(deps: Removing, body: StoredBody | undefined, commit: () => Promise<T>): Promise<T> {
  try {
    return await commit()
  } catch (error) {
    // After `OutcomeUnknown` the record may refer to the body; if not, the next start sweeps it.
    if (body !== undefined && (error as { code?: unknown }).code !== 'OutcomeUnknown') await removeBodies(deps, [body])
    throw error
  }
}

/** Refuses a request whose permissions are not allowed at the revision at which it acts. */
export function requireStillAllowed(
  required: readonly RequiredPermission[],
  by: { caller: Caller; ask: (question: RequiredPermission) => AccessDecision },
): void {
  for (const question of required) {
    const decision = by.ask(question)
    if (!decision.allowed) throw accessDenied({ caller: by.caller, question, decision })
  }
}
