import { resourceTags } from '../../../access/resource-tags.js'
import { mfaArn, parseIamArn } from '../../../core/arn.js'
import { WireError } from '../../../core/error.js'
import type { Question } from '../../../core/operation.js'
import type { Checked } from '../../../credentials/mfa/mfa-code.js'
import { type MfaDeviceRecord, mfaDevices } from '../../../directory/iam/mfa-device.js'
import type { Reader, Writer } from '../../../directory/state.js'
import { ROOT_PATH } from '../paths.js'

/** The account's device of this serial number. */
export function requireDevice(state: Reader, account: string, serial: string): MfaDeviceRecord {
  const device = mfaDevices.find(state, account, serial)
  if (device === undefined) throw new WireError('NoSuchEntity', `VirtualMFADevice with serial number ${serial} doesn't exist.`)
  return device
}

/** The device of this serial number, if it is enabled for the holder. */
export function requireHeldDevice(state: Reader, held: { account: string; holder: string }, serial: string): MfaDeviceRecord {
  const device = requireDevice(state, held.account, serial)
  if (device.holder !== held.holder) throw new WireError('NoSuchEntity', 'MFA Device invalid for user.')
  return device
}

/** The question of an action on a device. A serial number that is no ARN of a device is asked as the name of one of the account's. */
export function onDevice(action: string, serial: string, of: { account: string; state: Reader }): Question {
  const parts = parseIamArn(serial, 'mfa')
  const tags = mfaDevices.find(of.state, of.account, serial)?.tags ?? {}
  const resource = parts === undefined ? mfaArn(of.account, ROOT_PATH, serial) : serial
  return { action, resource, resourceAccount: parts?.account ?? of.account, context: resourceTags(tags, 'mfa-device') }
}

/** The device when its codes were right. Wrong ones are counted although the call is refused; a locked device answers as to wrong ones. */
export function requireRight({ verdict, device }: Checked, state: Writer): MfaDeviceRecord {
  if (verdict === 'right') return device
  mfaDevices.put(state, device)
  const reason = verdict === 'wrong' ? 'wrong, used or not consecutive MFA codes' : 'the MFA device is locked after wrong codes'
  throw new WireError('InvalidAuthenticationCode', 'Authentication code for device is not valid.', { keepsChanges: true, reason })
}
