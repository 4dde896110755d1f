import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { BucketRecord } from '../../../directory/s3/bucket.js'
import { type PartRecord, putPart } from '../../../directory/s3/upload-part.js'
import type { Reader } from '../../../directory/state.js'
import { fileBody } from '../bodies/file-body.js'
import { invalidArgument, requirePartNumber } from '../errors.js'
import { sameBucket } from '../existing-bucket.js'
import type { Summed } from '../objects/receive-body.js'
import { removeBodies } from '../objects/remove-bodies.js'
import { keepingFile, requireStillAllowed } from '../objects/store-object.js'
import { objectPermission } from '../permissions.js'
import type { S3Deps, S3Reads } from '../s3.js'
import { type EncryptionRequest, refuseEncryption } from '../settings/encryption.js'
import { type UploadAddress, uploadInProgress } from './upload-id.js'

/** A part whose bytes are received, and what its commit depends on. */
export interface StoringPart {
  /** As it was when the request was allowed. */
  readonly bucket: BucketRecord
  readonly address: UploadAddress & { readonly PartNumber: number }
  readonly received: Summed
  readonly caller: Caller
  /** The required permissions at a revision: a part may take an hour to arrive. */
  readonly questions: (state: Reader) => readonly RequiredPermission[]
}

/** What a part brings besides its bytes. */
interface PartRequest extends EncryptionRequest {
  readonly PartNumber: number
  readonly ACL?: string | undefined
  readonly Tagging?: string | undefined
}

/**
 * Refuses an impossible number, and the headers that only the beginning of an upload takes: a part that brings them would have to ignore them. The text was
 * seen by users of S3 (boto3 issue 2675).
 */
export function checkPart(input: PartRequest): void {
  requirePartNumber(input.PartNumber)
  refuseEncryption(input)
  for (const [name, value] of Object.entries({ 'x-amz-acl': input.ACL, 'x-amz-tagging': input.Tagging }))
    if (value !== undefined) throw invalidArgument('The specified header is not valid in this context', name, value)
}

/** Stores a part in place of the one with its number, if the upload is still in progress. If the commit fails, its file is removed. */
export async function storePart(deps: S3Deps, { bucket, address, received, caller, questions }: StoringPart): Promise<PartRecord> {
  const { size, md5, computed, declared } = received
  const part: PartRecord = {
    ...{ number: address.PartNumber, size, md5, modifiedAt: 1000 * Math.floor(deps.clock.now() / 1000) },
    ...fileBody(received),
    checksums: { ...computed, ...declared },
  }
  const replaced = await keepingFile(deps, fileBody(received), () =>
    deps.transact((fresh) => {
      sameBucket(fresh, bucket)
      requireStillAllowed(questions(fresh), { caller, ask: (question) => deps.ask(question, fresh) })
      return putPart(fresh, uploadInProgress(fresh, address).id, part)
    }),
  )
  await removeBodies(deps, replaced)
  return part
}

/**
 * The required permission to begin an upload or to add to it. It does not create an object yet (S3 user guide, "Enforce conditional writes on Amazon S3
 * buckets": `s3:ObjectCreationOperation` exempts these from conditions that only a completion can have).
 */
export function uploadPermission(
  address: { readonly Bucket: string; readonly Key: string },
  by: { caller: Caller; reads: S3Reads },
  context: RequiredPermission['context'] = {},
): RequiredPermission {
  return objectPermission('s3:PutObject', address, { ...by, context: { ...context, 's3:ObjectCreationOperation': 'false' } })
}
