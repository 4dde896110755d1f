import type { Caller } from '../../core/caller.js'
import { WireError } from '../../core/error.js'
import { NO_PROOF, type Proof } from '../../core/operation.js'

/** A device and a code of it, as AssumeRole and GetSessionToken take them. */
interface Given {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

const refused = (message: string): WireError => new WireError('AccessDenied', message)

/** Verifies the code of a device of the calling user. MFA devices come with their operations; until then no caller has one, and AWS's answer to a device that is not the caller's is the true one. */
export async function proveMfa({ SerialNumber, TokenCode }: Given, _caller: Caller): Promise<Proof> {
  if (SerialNumber === undefined && TokenCode === undefined) return NO_PROOF
  if (SerialNumber === undefined || TokenCode === undefined)
    throw refused('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')
  throw refused(
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  )
}
