import { inOrder } from '../../../credentials/pages.js'
import { listHeldDevices, serialOf } from '../../../directory/iam/mfa-device.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { targetPermission } from '../users/user.js'
import { holderNamed, requireHolder } from './device-holder.js'

/** Lists the devices of a user or of the caller itself, by path and name (IAM API reference, ListMFADevices). */
export const ListMFADevices = operation('ListMFADevices', {
  summary: 'Lists the MFA devices of a user.',
  actions: ['iam:ListMFADevices'],
  check: (input, caller, { state }) => void holderNamed(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:ListMFADevices', holderNamed(input.UserName, caller, state))],
  handle(input, caller, deps) {
    const { account, holder, name } = requireHolder(holderNamed(input.UserName, caller, deps.state))
    const devices = inOrder(listHeldDevices(deps.state, account, holder), (device) => device.path + device.name)
    const { items, end } = pageOf(input, { ...devices, operation: 'ListMFADevices', account, filter: [holder] }, deps)
    const MFADevices = items.map((device) => ({
      UserName: name,
      SerialNumber: serialOf(device),
      EnableDate: new Date(device.enabledAt ?? 0),
    }))
    return { MFADevices, ...end }
  },
})
