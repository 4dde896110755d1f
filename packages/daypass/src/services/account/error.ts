import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { AccountErrorCode } from '../../wire/generated/account.js'

/** An error answer of Account Management: a code that neither its model nor its overlay has does not compile. */
export const AccountError = WireError<AccountErrorCode | CommonErrorCode>
