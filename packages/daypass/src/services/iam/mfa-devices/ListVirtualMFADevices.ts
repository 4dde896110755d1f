import { rootArn } from '../../../core/arn.js'
import { type MfaDeviceRecord, mfaDevices, serialOf } from '../../../directory/iam/mfa-device.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { User, VirtualMFADevice } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { userOutput } from '../users/user.js'

/**
 * Lists the account's devices by path and name, with their users (IAM API reference, ListVirtualMFADevices). The action has no resource (Service
 * Authorization Reference).
 */
export const ListVirtualMFADevices = operation('ListVirtualMFADevices', {
  summary: 'Lists the virtual MFA devices of the account.',
  actions: ['iam:ListVirtualMFADevices'],
  authorize: () => [{ action: 'iam:ListVirtualMFADevices', resource: '*' }],
  handle(input, { account }, deps) {
    const { AssignmentStatus: status = 'Any' } = input
    const listing = {
      read: (from: string, limit: number) => mfaDevices.list(deps.state, account, { from, limit }),
      position: (device: MfaDeviceRecord) => device.path + device.name,
      keep: ({ holder }: MfaDeviceRecord) => status === 'Any' || (status === 'Assigned') === (holder !== undefined),
    }
    const { items, end } = pageOf(input, { ...listing, operation: 'ListVirtualMFADevices', account, filter: [status] }, deps)
    return { VirtualMFADevices: items.map((device) => shown(device, deps.state)), ...end }
  },
})

function shown(device: MfaDeviceRecord, state: Reader): VirtualMFADevice {
  const { enabledAt } = device
  if (enabledAt === undefined) return { SerialNumber: serialOf(device) }
  return { SerialNumber: serialOf(device), User: shownHolder(device, state), EnableDate: new Date(enabledAt) }
}

/** The root user has no name and no path, and daypass does not store when it was created. */
function shownHolder({ account, holder = '' }: MfaDeviceRecord, state: Reader): User | undefined {
  if (holder === account) return { UserId: account, Arn: rootArn(account) } as User
  const user = users.getById(state, holder)
  return user && userOutput(user)
}
