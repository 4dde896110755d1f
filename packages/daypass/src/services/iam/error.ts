import { WireError } from '../../core/error.js'
import type { IamErrorCode } from '../../wire/generated/iam.js'

/** An IAM error. A code that is in neither the model nor the overlay does not compile. */
export const IamError = WireError<IamErrorCode>
