// public-access: Block Public Access of a bucket.
// Owns what requests say about it, and S3's errors. Refuses to enforce it: PutBucketPolicy does that for new policies, access for every request.

import type { WireError } from '../../../core/error.js'
import { S3Error } from '../error.js'

/** The error for a bucket without settings. */
export const noPublicAccessBlock = (bucket: string): WireError =>
  new S3Error('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', {
    fields: { BucketName: bucket },
  })

/** The error for a request without a setting. */
export const emptyPublicAccessBlock = (): WireError => new S3Error('InvalidRequest', 'Must specify at least one configuration.')
