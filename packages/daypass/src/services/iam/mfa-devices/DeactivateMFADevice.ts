import { deactivateMfaDevice } from '../../../directory/iam/mfa-device.js'
import { operation } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { requireHeldDevice } from './device.js'
import { holderNamed, requireHolder } from './device-holder.js'

/** Removes a device from a user or from the caller itself; unused codes can enable it again (IAM API reference, DeactivateMFADevice). */
export const DeactivateMFADevice = operation('DeactivateMFADevice', {
  summary: 'Takes an MFA device from its user.',
  actions: ['iam:DeactivateMFADevice'],
  check: (input, caller, { state }) => void holderNamed(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:DeactivateMFADevice', holderNamed(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const held = requireHolder(holderNamed(input.UserName, caller, state))
    deactivateMfaDevice(state, requireHeldDevice(state, held, input.SerialNumber))
  },
})
