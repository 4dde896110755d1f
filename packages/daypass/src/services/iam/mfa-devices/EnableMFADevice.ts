import { checkTwoCodes } from '../../../credentials/mfa/mfa-code.js'
import { enableMfaDevice, listHeldDevices, mfaDevices } from '../../../directory/iam/mfa-device.js'
import { users } from '../../../directory/iam/user.js'
import { entityAlreadyExists, quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { targetPermission } from '../users/user.js'
import { requireRight } from './device.js'
import { holderNamed, requireHolder } from './device-holder.js'

/** Enables a device for a user, or for the root user itself, with two codes in a row, which are used up (IAM API reference, EnableMFADevice). */
export const EnableMFADevice = operation('EnableMFADevice', {
  summary: 'Gives an MFA device to a user, with two codes in a row.',
  actions: ['iam:EnableMFADevice'],
  authorize: (input, caller, { state }) => [targetPermission('iam:EnableMFADevice', holderNamed(input.UserName, caller, state))],
  handle(input, caller, { state, ring, clock }) {
    const { account, holder } = requireHolder(holderNamed(input.UserName, caller, state))
    const device = mfaDevices.require(state, account, input.SerialNumber)
    if (device.holder !== undefined) throw entityAlreadyExists('MFA Device is already in use.')
    if (listHeldDevices(state, account, holder).length >= users.quotas.MFADevicesPerUser)
      throw quotaExceeded('MFADevicesPerUser', users.quotas.MFADevicesPerUser)
    const codes = [input.AuthenticationCode1, input.AuthenticationCode2] as const
    const checked = checkTwoCodes(device, codes, { ring, state, wall: clock.wall() })
    enableMfaDevice(state, requireRight(checked, state), { holder, enabledAt: timeOf(clock) })
  },
})
