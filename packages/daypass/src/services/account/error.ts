import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { AccountErrorCode } from '../../wire/generated/account.js'

/** An Account Management error. A code that is in neither the model nor the overlay does not compile. */
export const AccountError = WireError<AccountErrorCode | CommonErrorCode>
