import { WireError } from '../../core/error.js'
import type { S3ErrorCode } from '../../wire/generated/s3.js'

/** An S3 error. A code that is in neither the model nor the overlay does not compile. */
export const S3Error = WireError<S3ErrorCode>
