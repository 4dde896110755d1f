import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { deleteConflict } from '../errors.js'
import { operation } from '../iam.js'
import { devicePermission } from './device.js'

/** Deletes a device that is not enabled for a user (IAM API reference, DeleteVirtualMFADevice). */
export const DeleteVirtualMFADevice = operation('DeleteVirtualMFADevice', {
  summary: 'Deletes a virtual MFA device that no user has.',
  actions: ['iam:DeleteVirtualMFADevice'],
  authorize: (input, { account }, { state }) => [
    devicePermission('iam:DeleteVirtualMFADevice', { account, name: input.SerialNumber, state }),
  ],
  handle(input, { account }, { state }) {
    const device = mfaDevices.require(state, account, input.SerialNumber)
    if (device.holder !== undefined) throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.')
    mfaDevices.delete(state, device)
  },
})
