import { createSecretKey } from 'node:crypto'
import { codeOf, stepAt } from '../credentials/mfa/totp.js'
import { CreateVirtualMFADevice } from '../services/iam/mfa-devices/CreateVirtualMFADevice.js'
import { EnableMFADevice } from '../services/iam/mfa-devices/EnableMFADevice.js'
import type { World } from './world.js'

/** A virtual MFA device from its owner's side. */
export interface Authenticator {
  readonly serial: string
  /** The code that it shows `steps` of 30 seconds after the wall clock of its world. */
  readonly code: (steps: number) => string
}

/** Creates a device in the account of `w`. */
export async function makeDevice(w: World, name: string): Promise<Authenticator> {
  const { VirtualMFADevice } = await w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: name })
  const { SerialNumber: serial, Base32StringSeed } = VirtualMFADevice as { SerialNumber: string; Base32StringSeed: Uint8Array }
  const seed = createSecretKey(fromBase32(Buffer.from(Base32StringSeed).toString()))
  return { serial, code: (steps) => codeOf(seed, stepAt(w.clock.wall()) + steps) }
}

/** Creates a device and enables it with the codes of the last two steps, so that those of this step and the next are unused. */
export async function enableDevice(w: World, userName: string, name = `${userName}-phone`): Promise<Authenticator> {
  const device = await makeDevice(w, name)
  const codes = { AuthenticationCode1: device.code(-2), AuthenticationCode2: device.code(-1) }
  await w.call(EnableMFADevice, { UserName: userName, SerialNumber: device.serial, ...codes })
  return device
}

/** The bytes of a base32 text (RFC 4648, section 6), bit by bit. */
export function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
