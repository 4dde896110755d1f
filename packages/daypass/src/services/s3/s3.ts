/**
 * s3: an embedded S3, one file per operation; object bytes lie in files, everything else in the store.
 * Owns S3's shapes, names and error texts. Refuses every subresource and payload mode it does not know.
 * May know: core, wire, directory, credentials, access; no other service.
 */

import type { Clock } from '../../core/clock.js'
import type { WireError } from '../../core/error.js'
import type { Ids } from '../../core/ids.js'
import { type AccessDecision, type Operation, operationOf, type Refusal, type RequiredPermission } from '../../core/operation.js'
import type { KeyRing } from '../../directory/key-ring.js'
import { buckets } from '../../directory/s3/bucket.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { S3Operations } from '../../wire/generated/s3.js'
import { S3Error } from './error.js'
import { noSuchBucket } from './errors.js'
import type { ObjectFiles } from './object-files.js'

/** What an S3 operation may read before it is allowed. */
export interface S3Reads {
  readonly state: Reader
}

/** What an S3 operation may use. */
export interface S3Deps extends S3Reads {
  /** For operations that only change the store. */
  readonly state: Writer
  /** For operations that move bytes first or look twice: runs on a fresh revision until it commits. */
  readonly transact: <T>(body: (state: Writer) => T | Promise<T>) => Promise<T>
  readonly files: ObjectFiles
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  /** The scope's region of this request. */
  readonly region: string
  /** Asks a further question about the caller, for answers that depend on what else it may (a missing key is 404 only to who may list). */
  readonly ask: (question: RequiredPermission, at?: Reader) => AccessDecision
  /** The answers to the declared questions, in order. */
  readonly decisions: readonly AccessDecision[]
  /** Lets others go on first: between the parts of much work. */
  readonly rest: () => Promise<void>
  /** Notes that what the question at this index allowed is done, for operations that answer for each by itself: the audit tells it, also when the rest fails. */
  readonly settled: (index: number, refusal?: AccessDecision) => void
  /** Asks many further questions, at a later revision, and lets others go on between them. */
  readonly askAll: (questions: readonly RequiredPermission[], at: Reader) => Promise<readonly AccessDecision[]>
}

/** An operation of S3. */
export type S3Operation = Operation<S3Reads, S3Deps>

/** Declares an operation of S3; its refusals are worded by {@link accessDenied}. */
export const operation = operationOf<S3Operations, S3Reads, S3Deps>('s3', {
  // An unsigned caller is told that a bucket is not there, as on AWS, where every name is everybody's to try. Others are asked about first.
  check(name, { input, caller, reads }) {
    const { Bucket } = input as { readonly Bucket?: string }
    if (name === 'CreateBucket' || caller.kind !== 'anonymous' || Bucket === undefined) return
    if (buckets.get(reads.state, Bucket) === undefined) throw noSuchBucket(Bucket)
  },
  denied: (refusal) => accessDenied(refusal),
})

/**
 * AccessDenied as S3 words it: the whole sentence to callers of the account that owns the resource, two words to all others, who are not to learn
 * which of that account's policies decided (S3 user guide, "Troubleshoot access denied errors").
 */
export function accessDenied({ caller, question, decision }: Refusal): WireError {
  const own = caller.kind !== 'anonymous' && (question.resourceAccount ?? caller.account) === caller.account
  return new S3Error('AccessDenied', own ? decision.message : 'Access Denied', { reason: decision.reason })
}
