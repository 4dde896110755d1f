import { mfaArn, parseIamArn } from '../core/arn.js'
import { prefixEnd } from '../store/key-order.js'
import { mfaDeviceKey, mfaDevicesOf, mfaHolderKey } from '../store/keys.js'
import type { Reader, Writer } from './state.js'

/** A virtual MFA device. Steps are 30 seconds of the device's own time (RFC 6238); times are milliseconds since the epoch. */
export interface MfaDeviceRecord {
  readonly account: string
  readonly name: string
  /** `/` or `/a/b/`. */
  readonly path: string
  readonly tags: Readonly<Record<string, string>>
  /** The seed, sealed by the key ring's storage key with the serial number bound to it. */
  readonly seed: { readonly version: number; readonly sealed: string }
  /** Whom it is enabled for: a user's unique id, or the account's id for the root user. */
  readonly holder?: string | undefined
  readonly enabledAt?: number | undefined
  /** Steps that the device is ahead of the wall clock. */
  readonly drift: number
  /** The last step whose code was used; neither it nor an earlier one is accepted again, as long as the device lives. */
  readonly lastStep?: number | undefined
  /** Wrong codes since the last right one. */
  readonly failures: number
  /** Until when no code is accepted, by the wall clock. */
  readonly lockedUntil?: number | undefined
}

/** Devices of one user or root user, at most (IAM quota since 2022). */
export const MAX_MFA_DEVICES = 8

/** The device's ARN, which is its serial number. */
export const serialOf = ({ account, path, name }: MfaDeviceRecord): string => mfaArn(account, path, name)

/** The account's device of this serial number, compared to the letter. */
export function getMfaDevice(state: Reader, account: string, serial: string): MfaDeviceRecord | undefined {
  const parts = parseIamArn(serial, 'mfa')
  return parts?.account === account ? state.get<MfaDeviceRecord>(mfaDeviceKey(account, parts.path + parts.name)) : undefined
}

/** Devices by path and name from `from` on, at most `limit`. */
export function listMfaDevices(state: Reader, account: string, page: { from: string; limit: number }): MfaDeviceRecord[] {
  const start = page.from === '' ? mfaDevicesOf(account) : mfaDeviceKey(account, page.from)
  return state.range<MfaDeviceRecord>({ start, end: prefixEnd(mfaDevicesOf(account)), limit: page.limit }).map(({ value }) => value)
}

/** A holder's devices stand in a record of their own, so that enabling one and deleting its user collide. */
interface Held {
  readonly serials: readonly string[]
}

const heldSerials = (state: Reader, account: string, holder: string): readonly string[] =>
  state.get<Held>(mfaHolderKey(account, holder))?.serials ?? []

/** The devices enabled for a holder, in the order they were enabled. */
export const listHeldDevices = (state: Reader, account: string, holder: string): MfaDeviceRecord[] =>
  heldSerials(state, account, holder).flatMap((serial) => getMfaDevice(state, account, serial) ?? [])

/** Makes or changes a device; whom it belongs to is changed by {@link enableMfaDevice} and {@link deactivateMfaDevice}. */
export const putMfaDevice = (state: Writer, device: MfaDeviceRecord): void =>
  state.put(mfaDeviceKey(device.account, device.path + device.name), device)

export function enableMfaDevice(state: Writer, device: MfaDeviceRecord, held: { holder: string; enabledAt: number }): void {
  const { account } = device
  const serials = [...heldSerials(state, account, held.holder), serialOf(device)]
  state.put(mfaHolderKey(account, held.holder), { serials } satisfies Held)
  putMfaDevice(state, { ...device, ...held })
}

/** Takes the device from its holder and forgets its wrong codes, never its used ones. */
export function deactivateMfaDevice(state: Writer, device: MfaDeviceRecord): void {
  const { account, holder } = device
  if (holder === undefined) return
  const serials = heldSerials(state, account, holder).filter((serial) => serial !== serialOf(device))
  if (serials.length === 0) state.delete(mfaHolderKey(account, holder))
  else state.put(mfaHolderKey(account, holder), { serials } satisfies Held)
  putMfaDevice(state, { ...device, holder: undefined, enabledAt: undefined, failures: 0, lockedUntil: undefined })
}

export const deleteMfaDevice = (state: Writer, device: MfaDeviceRecord): void =>
  state.delete(mfaDeviceKey(device.account, device.path + device.name))
