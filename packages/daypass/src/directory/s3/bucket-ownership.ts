import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/**
 * That a bucket has no ownership controls: they were deleted. Every other bucket has BucketOwnerEnforced. Access control lists stay disabled either way
 * (daypass's own rule).
 */
export interface DeletedOwnershipControls {
  readonly bucket: string
}

/** Buckets whose ownership controls were deleted. */
export const deletedOwnershipControlsKeys = defineKeys('bucket-without-ownership-controls/<bucket>', {
  record: 'that the ownership controls of a bucket were deleted',
  lifetime: "until put again, at most its bucket's",
})

/** The deleted ownership controls of all buckets. */
export const deletedOwnershipControls = defineRecords<DeletedOwnershipControls, [bucket: string]>({
  keys: deletedOwnershipControlsKeys,
  at: ({ bucket }) => [bucket],
})
