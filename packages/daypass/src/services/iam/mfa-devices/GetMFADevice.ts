import { operation } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { requireHeldDevice } from './device.js'
import { holderNamed, requireHolder } from './device-holder.js'

/** Returns a device of a user or of the caller itself (IAM API reference, GetMFADevice). */
export const GetMFADevice = operation('GetMFADevice', {
  summary: 'Returns an MFA device of a user.',
  actions: ['iam:GetMFADevice'],
  check: (input, caller, { state }) => void holderNamed(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:GetMFADevice', holderNamed(input.UserName, caller, state))],
  handle(input, caller, { state }) {
    const held = requireHolder(holderNamed(input.UserName, caller, state))
    const { enabledAt = 0 } = requireHeldDevice(state, held, input.SerialNumber)
    return { UserName: held.name, SerialNumber: input.SerialNumber, EnableDate: new Date(enabledAt) }
  },
})
