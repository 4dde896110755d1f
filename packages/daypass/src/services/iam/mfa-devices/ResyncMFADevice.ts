import { checkTwoCodes } from '../../../credentials/mfa/mfa-code.js'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { operation } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { requireHeldDevice, requireRight } from './device.js'
import { holderNamed, requireHolder } from './device-holder.js'

/** Learns from two codes in a row how far the clock of a device is off; they are used up (IAM API reference, ResyncMFADevice). */
export const ResyncMFADevice = operation('ResyncMFADevice', {
  summary: 'Corrects the clock of an MFA device, with two codes in a row.',
  actions: ['iam:ResyncMFADevice'],
  authorize: (input, caller, { state }) => [targetPermission('iam:ResyncMFADevice', holderNamed(input.UserName, caller, state))],
  handle(input, caller, { state, ring, clock }) {
    const held = requireHolder(holderNamed(input.UserName, caller, state))
    const device = requireHeldDevice(state, held, input.SerialNumber)
    const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const
    mfaDevices.put(state, requireRight(checkTwoCodes(device, codes, { ring, state, wall: clock.wall() }), state))
  },
})
