import { WireError } from '../../core/error.js'
import type { StsErrorCode } from '../../wire/generated/sts.js'

/** An STS error. A code that is in neither the model nor the overlay does not compile. */
export const StsError = WireError<StsErrorCode>
