import type { Writer } from '../state.js'
import { bucketCors } from './bucket-cors.js'
import { deletedOwnershipControls } from './bucket-ownership.js'
import { bucketPolicies } from './bucket-policy.js'
import { putBucketTags } from './bucket-tags.js'
import { bucketPublicAccess } from './public-access.js'

/** Deletes everything that a bucket has besides its objects, so that the next bucket of this name begins without it. */
export function deleteBucketSettings(state: Writer, bucket: string): void {
  for (const { get, delete: remove } of [bucketPolicies, bucketPublicAccess, deletedOwnershipControls] as const) {
    const record = get(state, bucket)
    if (record !== undefined) remove(state, record as never)
  }
  bucketCors.delete(state, bucket)
  putBucketTags(state, { bucket, tags: {} })
}
