import type { Caller } from '../../../core/caller.js'
import type { AccessDecision, RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { getObject, type ObjectRecord, putObject } from '../../../directory/s3/object.js'
import { putObjectBytes } from '../../../directory/s3/object-bytes.js'
import type { Reader } from '../../../directory/state.js'
import { sameBucket } from '../existing-bucket.js'
import { accessDenied, type S3Deps } from '../s3.js'
import { requireWritable, type WriteConditions } from './preconditions.js'
import { removeBodies } from './remove-bodies.js'

/** An object whose bytes are received, and what its commit depends on. */
export interface Storing {
  /** As it was when the request was allowed. */
  readonly bucket: BucketRecord
  readonly object: ObjectRecord
  /** The sealed bytes of a small object: they are stored in the same commit. */
  readonly sealed?: Uint8Array | undefined
  readonly conditions: WriteConditions
  readonly caller: Caller
  /** The required permissions at a revision. A body may take an hour to arrive: a permission that was removed meanwhile is missing for this put too. */
  readonly questions: (state: Reader) => readonly RequiredPermission[]
}

/**
 * Stores an object whose bytes are on the disk, or come with it: one commit decides the conditions, asks once more whether it is allowed, and makes it the object of its
 * key; then what it replaced is removed. If the commit fails, its body is removed and the object of the key is unchanged.
 */
export async function storeObject(
  { transact, files, ask }: Pick<S3Deps, 'transact' | 'files' | 'ask'>,
  storing: Storing,
): Promise<ObjectRecord> {
  const { bucket, object, sealed, conditions, caller, questions } = storing
  try {
    const replaced = await transact((fresh) => {
      sameBucket(fresh, bucket)
      requireStillAllowed(questions(fresh), { caller, ask: (question) => ask(question, fresh) })
      requireWritable(object.key, getObject(fresh, bucket.name, object.key), conditions)
      if (sealed !== undefined) putObjectBytes(fresh, object.file, sealed)
      return putObject(fresh, bucket.name, object)
    })
    await removeBodies(files, replaced)
    return object
  } catch (error) {
    // After `OutcomeUnknown` the record may refer to the body; if not, the next start sweeps it.
    if ((error as { code?: unknown }).code !== 'OutcomeUnknown') await removeBodies(files, [object])
    throw error
  }
}

function requireStillAllowed(
  required: readonly RequiredPermission[],
  by: { caller: Caller; ask: (question: RequiredPermission) => AccessDecision },
): void {
  for (const question of required) {
    const decision = by.ask(question)
    if (!decision.allowed) throw accessDenied({ caller: by.caller, question, decision })
  }
}
