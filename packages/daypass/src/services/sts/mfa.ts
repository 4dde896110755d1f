import type { Caller } from '../../core/caller.js'
import type { WireError } from '../../core/error.js'
import type { Evidence, EvidenceCheck } from '../../core/operation.js'
import { type Checked, checkCode } from '../../credentials/mfa/mfa-code.js'
import { type MfaDeviceRecord, mfaDevices } from '../../directory/iam/mfa-device.js'
import type { Reader } from '../../directory/state.js'
import { StsError } from './error.js'
import type { StsEvidenceParts } from './sts.js'

/** A device and a code of it, as AssumeRole and GetSessionToken take them. */
interface Given {
  readonly SerialNumber?: string | undefined
  readonly TokenCode?: string | undefined
}

const refused = (message: string, reason?: string): WireError =>
  new StsError('AccessDenied', message, reason === undefined ? {} : { reason })

/** Only for the audit line: the client gets the same error for both. */
const REASONS = { wrong: 'the MFA code is wrong or used', locked: 'the MFA device is locked after wrong codes' } as const

/**
 * Verifies the code of a device of the calling user, and uses it up (texts observed on AWS). A correct, wrong or reused code is recorded at once,
 * even if the call fails later. A locked device returns the error of a wrong code.
 */
async function verify({ SerialNumber, TokenCode }: Given, caller: Caller, by: StsEvidenceParts): Promise<Evidence> {
  if (SerialNumber === undefined || TokenCode === undefined)
    throw refused('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')
  const verdict = await by.transact((state): Checked['verdict'] | undefined => {
    const device = deviceOf(caller, SerialNumber, state)
    if (device === undefined) return undefined
    const checked = checkCode(device, TokenCode, { ring: by.ring, state, wall: by.clock.wall() })
    if (checked.device !== device) mfaDevices.put(state, checked.device)
    return checked.verdict
  })
  if (verdict === undefined)
    throw refused(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  if (verdict !== 'right') throw refused('MultiFactorAuthentication failed with invalid MFA one time pass code.', REASONS[verdict])
  return { mfaAt: by.clock.now() }
}

/** The device, if it is enabled for the caller itself: a user, or the root user. Role sessions and federated users have no devices. */
function deviceOf(caller: Caller, serial: string, state: Reader): MfaDeviceRecord | undefined {
  if (caller.kind !== 'user' && caller.kind !== 'root') return undefined
  const device = mfaDevices.find(state, caller.account, serial)
  return device?.holder === (caller.kind === 'user' ? caller.id : caller.account) ? device : undefined
}

/** The second factor, as AssumeRole and GetSessionToken take it. */
export const mfaEvidence: EvidenceCheck<Given, StsEvidenceParts> = {
  isPresent: ({ SerialNumber, TokenCode }) => SerialNumber !== undefined || TokenCode !== undefined,
  verify,
}
