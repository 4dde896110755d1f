import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { S3controlErrorCode } from '../../wire/generated/s3control.js'

/** An S3 Control error. A code that is in neither the model nor the overlay does not compile. */
export const S3controlError = WireError<S3controlErrorCode | CommonErrorCode>
