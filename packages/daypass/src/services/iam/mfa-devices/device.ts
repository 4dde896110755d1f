// mfa-devices: virtual MFA devices: creating, enabling, resynchronizing and deleting them. Refuses wrong and used codes, and locks a device after
// wrong ones. Leaves the codes themselves to credentials, and the QR image to qr.

import type { Checked } from '../../../credentials/mfa/mfa-code.js'
import { type MfaDeviceRecord, mfaDevices } from '../../../directory/iam/mfa-device.js'
import type { Reader, Writer } from '../../../directory/state.js'
import { IamError } from '../error.js'
import { noSuchEntity } from '../errors.js'

/** The required permission for an action on a device. */
export const devicePermission = mfaDevices.permission

/** The device with this serial number, if it is enabled for the user. */
export function requireHeldDevice(state: Reader, held: { account: string; holder: string }, serial: string): MfaDeviceRecord {
  const device = mfaDevices.require(state, held.account, serial)
  if (device.holder !== held.holder) throw noSuchEntity('MFA Device invalid for user.')
  return device
}

/** The device if its codes were correct. Wrong codes are counted although the call fails; a locked device gives the error of wrong codes. */
export function requireRight({ verdict, device }: Checked, state: Writer): MfaDeviceRecord {
  if (verdict === 'right') return device
  mfaDevices.put(state, device)
  const reason = verdict === 'wrong' ? 'wrong, used or not consecutive MFA codes' : 'the MFA device is locked after wrong codes'
  throw new IamError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', { keepsChanges: true, reason })
}
