import { describe, expect, it } from 'vitest'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { ResyncMFADevice } from './ResyncMFADevice.js'

const INVALID = { code: 'InvalidAuthenticationCode', message: 'Authentication code for device is not valid.' }

async function setUp() {
  const w = await world()
  const ann = await w.user('ann')
  const device = await enableDevice(w, 'ann')
  const given = (first: number, second: number, over: object = {}) => ({
    UserName: 'ann',
    SerialNumber: device.serial,
    AuthenticationCode1: device.code(first),
    AuthenticationCode2: device.code(second),
    ...over,
  })
  const kept = () => w.read((state) => mfaDevices.find(state, ACCOUNT, device.serial))
  return { w, ann, given, kept }
}

describe('ResyncMFADevice', () => {
  it('learns how far the clock of a device is off, up to half an hour', async () => {
    const { w, given, kept } = await setUp()
    expect(await w.call(ResyncMFADevice, given(29, 30))).toEqual({})
    expect(kept()).toMatchObject({ drift: 30 })
    await w.call(ResyncMFADevice, given(59, 60))
    expect(kept()).toMatchObject({ drift: 60 })
    expect(await w.refusal(ResyncMFADevice, given(60, 61))).toEqual(INVALID)
    expect(kept()).toMatchObject({ drift: 60, failures: 1 })
  })

  it('never accepts used codes, nor codes before them', async () => {
    const { w, given } = await setUp()
    expect(await w.refusal(ResyncMFADevice, given(-2, -1))).toEqual(INVALID)
    expect(await w.refusal(ResyncMFADevice, given(-1, 0))).toEqual(INVALID)
    expect(await w.refusal(ResyncMFADevice, given(-31, -30))).toEqual(INVALID)
    await w.call(ResyncMFADevice, given(0, 1))
  })

  it('locks the device after wrong codes', async () => {
    const { w, given, kept } = await setUp()
    for (let i = 0; i < 5; i++) await w.refusal(ResyncMFADevice, given(0, 0))
    const locked = kept()
    expect(await w.refusal(ResyncMFADevice, given(0, 1))).toEqual(INVALID)
    expect(kept()).toEqual(locked)
  })

  it('requires permission on the user', async () => {
    const { w, ann, given } = await setUp()
    expect(w.read((state) => ResyncMFADevice.authorize(given(0, 1), root, { state, awsManaged: w.awsManaged }))).toEqual([
      { action: 'iam:ResyncMFADevice', resource: ann.arn, context: {} },
    ])
  })

  it('refuses a device of another user, and a caller without permission', async () => {
    const { w, ann, given } = await setUp()
    const { serial: SerialNumber } = await makeDevice(w, 'loose')
    await w.user('bob')
    const refusal = { code: 'NoSuchEntity', message: 'MFA Device invalid for user.' }
    expect(await w.refusal(ResyncMFADevice, given(0, 1, { SerialNumber }))).toEqual(refusal)
    expect(await w.refusal(ResyncMFADevice, given(0, 1, { UserName: 'bob' }))).toEqual(refusal)
    expect(await w.refusal(ResyncMFADevice, given(0, 1), ann)).toMatchObject({ code: 'AccessDenied' })
    await w.call(ResyncMFADevice, given(0, 1))
  })
})
