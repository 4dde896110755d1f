import { WireError } from '../../core/error.js'
import type { StsErrorCode } from '../../wire/generated/sts.js'

/** An error answer of STS: a code that neither its model nor its overlay has does not compile. */
export const StsError = WireError<StsErrorCode>
