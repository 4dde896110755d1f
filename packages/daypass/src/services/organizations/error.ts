import { type CommonErrorCode, WireError } from '../../core/error.js'
import type { OrganizationsErrorCode } from '../../wire/generated/organizations.js'

/** An error of Organizations. A code that is in neither the model nor the overlay does not compile. */
export const OrganizationsError = WireError<OrganizationsErrorCode | CommonErrorCode>
