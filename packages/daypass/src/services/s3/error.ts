import { WireError } from '../../core/error.js'
import type { S3ErrorCode } from '../../wire/generated/s3.js'

/** An error answer of S3: a code that neither its model nor its overlay has does not compile. */
export const S3Error = WireError<S3ErrorCode>
