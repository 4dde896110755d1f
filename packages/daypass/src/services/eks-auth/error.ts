import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { EksAuthErrorCode } from '../../wire/generated/eks-auth.js'

/** An error of EKS Auth. A code that is in neither the model nor the overlay does not compile. */
export const EksAuthError = WireError<EksAuthErrorCode | CommonErrorCode>
