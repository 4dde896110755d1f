import type { Checked } from '../../../credentials/mfa/mfa-code.js'
import { type MfaDeviceRecord, mfaDevices } from '../../../directory/iam/mfa-device.js'
import type { Reader, Writer } from '../../../directory/state.js'
import { IamError } from '../error.js'
import { noSuchEntity } from '../errors.js'

/** What must be allowed for an action on a device. */
export const devicePermission = mfaDevices.permission

/** The device of this serial number, if it is enabled for the holder. */
export function requireHeldDevice(state: Reader, held: { account: string; holder: string }, serial: string): MfaDeviceRecord {
  const device = mfaDevices.require(state, held.account, serial)
  if (device.holder !== held.holder) throw noSuchEntity('MFA Device invalid for user.')
  return device
}

/** The device when its codes were right. Wrong ones are counted although the call is refused; a locked device answers as to wrong ones. */
export function requireRight({ verdict, device }: Checked, state: Writer): MfaDeviceRecord {
  if (verdict === 'right') return device
  mfaDevices.put(state, device)
  const reason = verdict === 'wrong' ? 'wrong, used or not consecutive MFA codes' : 'the MFA device is locked after wrong codes'
  throw new IamError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', { keepsChanges: true, reason })
}
