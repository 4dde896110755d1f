import { WireError } from '../../core/error.js'
import type { IamErrorCode } from '../../wire/generated/iam.js'

/** An error answer of IAM: a code that neither its model nor its overlay has does not compile. */
export const IamError = WireError<IamErrorCode>
