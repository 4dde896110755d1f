import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Ids } from '../../core/ids.js'
import { open, seal, utf8 } from '../../core/seal.js'
import { type MfaDeviceRecord, serialOf } from '../../directory/iam/mfa-device.js'
import type { KeyRing } from '../../directory/key-ring.js'
import type { Reader } from '../../directory/state.js'
import { findCodes, stepAt } from './totp.js'

/** Steps either side of the wall clock, the device's drift added, at which a code is good (RFC 6238, sections 5.2 and 6). */
const TOLERANCE = 1
/** Steps either side of the wall clock at which two codes in a row tell how far the device is off: half an hour (RFC 4226, section 7.4). */
const RESYNC = 60
/** Wrong codes in a row that cost nothing; AWS does not say how many it gives. */
const FREE_FAILURES = 4
/** Milliseconds of the first lock; each further wrong code doubles it, up to {@link LONGEST_LOCK}. At one guess an hour a code is met once in 38 years. */
const FIRST_LOCK = 60_000
const LONGEST_LOCK = 3_600_000

/** Seals a seed for the store, bound to its serial number, so that no record can lend its seed to another. */
export function sealSeed(made: { serial: string; seed: Uint8Array; ring: KeyRing; state: Reader; ids: Ids }): MfaDeviceRecord['seed'] {
  const { version, key } = made.ring.current(made.state, 'storage')
  const sealed = seal(key, made.ids.bytes(12), { plain: made.seed, bound: boundTo(made.serial) })
  return { version, sealed: sealed.toString('base64') }
}

const boundTo = (serial: string): Uint8Array => utf8(`mfa seed ${serial}`)

/** What codes are held against. `wall` is the machine's time, milliseconds since the epoch: a device in somebody's hand knows no other. */
export interface Against {
  readonly ring: KeyRing
  readonly state: Reader
  readonly wall: number
}

/** Whether codes were right, and the device as it is to be written. While it is locked nothing is looked at, and at most the end of the lock moves nearer. */
export interface Checked {
  readonly verdict: 'right' | 'wrong' | 'locked'
  readonly device: MfaDeviceRecord
}

/** Holds one code against a device; a right one is used up by writing the device back. */
export const checkCode = (device: MfaDeviceRecord, code: string, against: Against): Checked =>
  check(device, { codes: [code], reach: TOLERANCE, middle: stepAt(against.wall) + device.drift }, against)

/** Holds two codes in a row against a device, and learns from them how far its clock is off. Within the tolerance it counts as right, so that codes sent late make no drift. */
export function checkTwoCodes(device: MfaDeviceRecord, codes: readonly [string, string], against: Against): Checked {
  const now = stepAt(against.wall)
  const checked = check(device, { codes, reach: RESYNC, middle: now }, against)
  if (checked.verdict !== 'right') return checked
  const ahead = (checked.device.lastStep ?? now) - now
  return { ...checked, device: { ...checked.device, drift: Math.abs(ahead) <= TOLERANCE ? 0 : ahead } }
}

interface Asked {
  readonly codes: readonly string[]
  readonly middle: number
  readonly reach: number
}

function check(device: MfaDeviceRecord, asked: Asked, against: Against): Checked {
  const locked = lockOf(device, against.wall)
  if (locked !== undefined) return { verdict: 'locked', device: locked }
  const { middle, reach } = asked
  const { lastStep = -1 } = device
  const seed = openSeed(device, against)
  // The first of several codes must be unused too.
  const unused = { first: Math.max(middle - reach, lastStep + asked.codes.length), last: middle + reach }
  const step = findCodes(seed, asked.codes, unused)
  if (step !== undefined) return { verdict: 'right', device: { ...device, lastStep: step, failures: 0, lockedUntil: undefined } }
  // A right code that comes again is refused, but it is no guess: programs that share a code would lock their owner out.
  const isRepeated = findCodes(seed, asked.codes, { first: middle - reach, last: Math.min(lastStep, middle + reach) }) !== undefined
  return { verdict: 'wrong', device: isRepeated ? device : failed(device, against.wall) }
}

/**
 * The device while it is locked. A lock never ends later than one that began now: a clock that was ahead when it was written has been put right since.
 * A device that belongs to nobody is not locked: its codes give nothing but the device itself, and whoever may enable devices for one user could
 * keep those of all others from being enabled.
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

/** Milliseconds that so many wrong codes lock for. */
const lockAfter = (failures: number): number => Math.min(FIRST_LOCK * 2 ** (failures - FREE_FAILURES - 1), LONGEST_LOCK)

/** A seed that does not open is a defect of the data: no code is right. */
function openSeed(device: MfaDeviceRecord, { ring, state }: Against): KeyObject {
  const serial = serialOf(device)
  const key = ring.version(state, device.seed.version, 'storage')
  const plain = key && open(key.key, Buffer.from(device.seed.sealed, 'base64'), boundTo(serial))
  if (plain === undefined) throw new Error(`the seed of ${serial} does not open`)
  return createSecretKey(plain)
}
