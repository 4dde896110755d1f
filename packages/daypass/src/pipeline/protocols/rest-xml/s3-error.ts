import { WireError } from '../../../core/error.js'
import type { S3ErrorCode } from '../../../wire/generated/s3.js'

/** An error of S3, the one service of the rest-xml protocol. */
export const RestXmlError = WireError<S3ErrorCode>
