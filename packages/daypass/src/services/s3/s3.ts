/**
 * s3: an embedded S3, one file per operation; object bodies are stored in files, everything else in the store.
 * Owns S3's shapes, names and error texts. Refuses every subresource and payload mode that it does not support.
 * Leaves signatures and authorization to the pipeline, and the stored records to directory.
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
import type { BrowserOperations } from './browser-operations.js'
import { S3Error } from './error.js'
import { noSuchBucket } from './errors.js'
import type { ObjectFiles } from './files/object-files.js'

/** What an S3 operation may read before it is authorized. */
export interface S3Reads {
  readonly state: Reader
}

/** What an S3 operation may use. */
export interface S3Deps extends S3Reads {
  /** For operations that only change the store. */
  readonly state: Writer
  /** For operations that first move bytes, or read twice: runs on a fresh revision until it commits. */
  readonly transact: <T>(body: (state: Writer) => T | Promise<T>) => Promise<T>
  readonly files: ObjectFiles
  readonly clock: Clock
  readonly ids: Ids
  readonly ring: KeyRing
  /** The region in the signature of this request. */
  readonly region: string
  /** Evaluates another permission of the caller, for answers that depend on it (a missing key is 404 only to callers who may list). */
  readonly ask: (question: RequiredPermission, at?: Reader) => AccessDecision
  /** The decisions on the declared permissions, in order. */
  readonly decisions: readonly AccessDecision[]
  /** Lets other requests run first: between the parts of long work. */
  readonly rest: () => Promise<void>
  /**
   * Records that the action of the permission at this index was done, for operations that answer for each separately: the audit shows it, even if
   * the rest fails.
   */
  readonly settled: (index: number, refusal?: AccessDecision) => void
  /** Evaluates many other permissions, at a later revision, and lets other requests run between them. */
  readonly askAll: (questions: readonly RequiredPermission[], at: Reader) => Promise<readonly AccessDecision[]>
}

/** An operation of S3. */
export type S3Operation = Operation<S3Reads, S3Deps>

/** Declares an operation of S3; its access denied errors have the text of {@link accessDenied}. */
export const operation = operationOf<S3Operations & BrowserOperations, S3Reads, S3Deps>('s3', {
  // An unsigned caller is told that a bucket does not exist, as on AWS, where anyone can try any name. Other callers are authorized first.
  check(name, { input, caller, reads }) {
    const { Bucket, ExpectedBucketOwner } = input as { readonly Bucket?: string; readonly ExpectedBucketOwner?: string }
    if (ExpectedBucketOwner !== undefined && !isAccountId(ExpectedBucketOwner)) throw invalidExpectedOwner(ExpectedBucketOwner)
    if (name === 'CreateBucket' || caller.kind !== 'anonymous' || Bucket === undefined) return
    if (buckets.get(reads.state, Bucket) === undefined) throw noSuchBucket(Bucket)
  },
  denied: (refusal) => accessDenied(refusal),
})

const isAccountId = (text: string): boolean => /^\d{12}$/.test(text)

/** Observed on AWS S3 in 2026. */
const invalidExpectedOwner = (given: string): WireError =>
  new S3Error('InvalidBucketOwnerAWSAccountID', `The value of the expected bucket owner parameter must be an AWS Account ID... [${given}]`)

/**
 * AccessDenied with the text of S3: the full sentence for callers of the account that owns the resource, two words for all others, because they must
 * not learn which of that account's policies decided (S3 user guide, "Troubleshoot access denied errors").
 */
export function accessDenied({ caller, question, decision }: Refusal): WireError {
  const own = caller.kind !== 'anonymous' && (question.resourceAccount ?? caller.account) === caller.account
  return new S3Error('AccessDenied', own ? decision.message : 'Access Denied', { reason: decision.reason })
}
