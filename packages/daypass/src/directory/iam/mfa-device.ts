import { mfaArn, parseIamArn } from '../../core/arn.js'
import { defineKeys } from '../key-space.js'
import { defineResource, type Resource, ResourceError, resourceTags } from '../resource.js'
import type { Reader, Writer } from '../state.js'

/** A virtual MFA device. Steps are 30 seconds of the device's own time (RFC 6238); times are milliseconds since the epoch. */
export interface MfaDeviceRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  readonly tags: Readonly<Record<string, string>>
  /** The seed, sealed with the key ring's storage key and bound to the serial number. */
  readonly seed: { readonly version: number; readonly sealed: string }
  /** The holder it is enabled for: a user's unique id, or the account's id for the root user. */
  readonly holder?: string | undefined
  readonly enabledAt?: number | undefined
  /** Steps by which the device is ahead of the wall clock. */
  readonly drift: number
  /** The last step whose code was used; neither it nor an earlier one is accepted again, for the lifetime of the device. */
  readonly lastStep?: number | undefined
  /** Wrong codes since the last right one. */
  readonly failures: number
  /** The end of the lock, by the wall clock, before which every code is rejected. */
  readonly lockedUntil?: number | undefined
}

/** Devices by path and name, both case-sensitive, as in their ARNs. */
export const mfaDeviceKeys = defineKeys('mfa-device/<account>/<path and name>', {
  record: 'a virtual MFA device: sealed seed, holder, last used step, wrong codes',
  lifetime: 'until deleted',
})

/** Devices by their holder. */
export const mfaHolderKeys = defineKeys('mfa-holder/<account>/<holder>', {
  record: "serial numbers of the devices of a user (its unique id) or of the root user (the account's id)",
  lifetime: 'until the last is deactivated',
})

/** The device's ARN, which is its serial number. */
export const serialOf = ({ account, path, name }: MfaDeviceRecord): string => mfaArn(account, path, name)

/**
 * The virtual MFA devices of all accounts. Requests name them by serial number, compared exactly; a text that is not the ARN of a device is taken as
 * its name.
 */
export const mfaDevices: Resource<MfaDeviceRecord, [account: string, pathAndName: string]> = defineResource({
  noun: 'MFADevice',
  keys: mfaDeviceKeys,
  at: ({ account, path, name }) => [account, path + name],
  arn: serialOf,
  find(state, account, serial) {
    const parts = parseIamArn(serial, 'mfa')
    return parts?.account === account ? mfaDevices.get(state, account, parts.path + parts.name) : undefined
  },
  arnAsNamed: (account, serial) => (parseIamArn(serial, 'mfa') === undefined ? mfaArn(account, '/', serial) : serial),
  owner: ({ account, name }) => parseIamArn(name, 'mfa')?.account ?? account,
  context: (device) => resourceTags(device?.tags, 'mfa-device'),
  notFound: (serial) => new ResourceError('NoSuchEntity', `VirtualMFADevice with serial number ${serial} doesn't exist.`),
  exists: () => new ResourceError('EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.'),
})

/** A holder's devices have their own record, so that enabling one conflicts with deleting its user. */
interface HeldDevices {
  readonly serials: readonly string[]
}

const heldSerials = (state: Reader, account: string, holder: string): readonly string[] =>
  state.get<HeldDevices>(mfaHolderKeys.key(account, holder))?.serials ?? []

/** The devices enabled for a holder, in the order they were enabled. */
export const listHeldDevices = (state: Reader, account: string, holder: string): MfaDeviceRecord[] =>
  heldSerials(state, account, holder).flatMap((serial) => mfaDevices.find(state, account, serial) ?? [])

/** Enables a device for a holder. */
export function enableMfaDevice(state: Writer, device: MfaDeviceRecord, held: { holder: string; enabledAt: number }): void {
  const { account } = device
  const serials = [...heldSerials(state, account, held.holder), serialOf(device)]
  state.put(mfaHolderKeys.key(account, held.holder), { serials } satisfies HeldDevices)
  mfaDevices.put(state, { ...device, ...held })
}

/** Deactivates the device and forgets its wrong codes, but never its used steps. */
export function deactivateMfaDevice(state: Writer, device: MfaDeviceRecord): void {
  const { account, holder } = device
  if (holder === undefined) return
  const serials = heldSerials(state, account, holder).filter((serial) => serial !== serialOf(device))
  if (serials.length === 0) state.delete(mfaHolderKeys.key(account, holder))
  else state.put(mfaHolderKeys.key(account, holder), { serials } satisfies HeldDevices)
  mfaDevices.put(state, { ...device, holder: undefined, enabledAt: undefined, failures: 0, lockedUntil: undefined })
}
