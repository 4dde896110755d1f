// mfa: the codes of virtual MFA devices.
// Owns computing codes (totp.ts), checking them against a device with its drift, its used steps and its lock, and sealing its seed. Refuses a code that
// was used before, and every code while the device is locked. Stores nothing: the caller writes the device back.

import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../core/ids.js'
import { open, seal, utf8 } from '../../core/seal.js'
import { type MfaDeviceRecord, serialOf } from '../../directory/iam/mfa-device.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'
import { findCodes, stepAt } from './totp.js'

/** Steps before and after the wall clock, corrected by the device's drift, at which a code is accepted (RFC 6238, sections 5.2 and 6). */
const TOLERANCE = 1
/**
 * Steps before and after the wall clock in which two consecutive codes are searched for to find the device's drift: half an hour (RFC 4226, section
 * 7.4).
 */
const RESYNC = 60
/** Consecutive wrong codes without a lock; AWS does not publish its number. */
const FREE_FAILURES = 4
/** Milliseconds of the first lock; each further wrong code doubles it, up to {@link LONGEST_LOCK}. One guess an hour hits a code once in 38 years. */
const FIRST_LOCK = 60_000
const LONGEST_LOCK = 3_600_000

/** Seals a seed for the store, bound to its serial number, so that the seed of one record does not open in another. */
export function sealSeed(made: { serial: string; seed: Uint8Array; ring: KeyRing; state: Reader; ids: Ids }): MfaDeviceRecord['seed'] {
  const { version, key } = made.ring.current(made.state, 'storage')
  const sealed = seal(key, made.ids.bytes(12), { plain: made.seed, bound: boundTo(made.serial) })
  return { version, sealed: sealed.toString('base64') }
}

const boundTo = (serial: string): Uint8Array => utf8(`mfa seed ${serial}`)

/**
 * What codes are checked against. `wall` is the machine's time in milliseconds since the epoch: a user's device does not know the installation's
 * time.
 */
export interface Against {
  readonly ring: KeyRing
  readonly state: Reader
  readonly wall: number
}

/** Whether the codes were right, and the device to write back. A locked device does not change, except that its lock may end sooner. */
export interface Checked {
  readonly verdict: 'right' | 'wrong' | 'locked'
  readonly device: MfaDeviceRecord
}

/** Checks one code against a device; writing the returned device back consumes the code. */
export const checkCode = (device: MfaDeviceRecord, code: string, against: Against): Checked =>
  check(device, { codes: [code], reach: TOLERANCE, middle: stepAt(against.wall) + device.drift }, against)

/**
 * Checks two consecutive codes against a device, and derives the drift of its clock. Within the tolerance the drift is 0, so that codes sent late do
 * not cause one.
 */
export function checkTwoCodes(device: MfaDeviceRecord, codes: readonly [string, string], against: Against): Checked {
  const now = stepAt(against.wall)
  const checked = check(device, { codes, reach: RESYNC, middle: now }, against)
  if (checked.verdict !== 'right') return checked
  const ahead = (checked.device.lastStep ?? now) - now
  return { ...checked, device: { ...checked.device, drift: Math.abs(ahead) <= TOLERANCE ? 0 : ahead } }
}

interface CodeSearch {
  readonly codes: readonly string[]
  readonly middle: number
  readonly reach: number
}

function check(device: MfaDeviceRecord, asked: CodeSearch, against: Against): Checked {
  const locked = lockOf(device, against.wall)
  if (locked !== undefined) return { verdict: 'locked', device: locked }
  const { middle, reach } = asked
  const { lastStep = -1 } = device
  const seed = openSeed(device, against)
  // The first of several codes must be unused too.
  const unused = { first: Math.max(middle - reach, lastStep + asked.codes.length), last: middle + reach }
  const step = findCodes(seed, asked.codes, unused)
  if (step !== undefined) return { verdict: 'right', device: { ...device, lastStep: step, failures: 0, lockedUntil: undefined } }
  // A right code that is sent again is rejected but is not a guess: programs that share a code would lock their owner out.
  const isRepeated = findCodes(seed, asked.codes, { first: middle - reach, last: Math.min(lastStep, middle + reach) }) !== undefined
  return { verdict: 'wrong', device: isRepeated ? device : failed(device, against.wall) }
}

/**
 * The device while it is locked. A lock never ends later than one that began now would: if it does, the clock was ahead when it was written. A device
 * without a user is never locked: its codes only allow enabling that device, and a lock would let anyone who may enable devices for one user prevent
 * the enabling of all others.
 */
function lockOf(device: MfaDeviceRecord, wall: number): MfaDeviceRecord | undefined {
  const { holder, failures, lockedUntil = 0 } = device
  if (holder === undefined || wall >= lockedUntil) return undefined
  const latest = wall + lockAfter(failures)
  return lockedUntil <= latest ? device : { ...device, lockedUntil: latest }
}

function failed(device: MfaDeviceRecord, wall: number): MfaDeviceRecord {
  if (device.holder === undefined) return device
  const failures = device.failures + 1
  return failures <= FREE_FAILURES ? { ...device, failures } : { ...device, failures, lockedUntil: wall + lockAfter(failures) }
}

/** Milliseconds of the lock after so many wrong codes. */
const lockAfter = (failures: number): number => Math.min(FIRST_LOCK * 2 ** (failures - FREE_FAILURES - 1), LONGEST_LOCK)

/** The seed of a device. Throws for one that does not open: the stored data is defective, and no code is right. */
export function openSeed(device: MfaDeviceRecord, { ring, state }: Pick<Against, 'ring' | 'state'>): KeyObject {
  const serial = serialOf(device)
  const key = ring.version(state, device.seed.version, 'storage')
  const plain = key && open(key.key, Buffer.from(device.seed.sealed, 'base64'), boundTo(serial))
  if (plain === undefined) throw new Error(`the seed of ${serial} does not open`)
  return createSecretKey(plain)
}
