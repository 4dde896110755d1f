import { describe, expect, it } from 'vitest'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { enableDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { DeactivateMFADevice } from './DeactivateMFADevice.js'
import { ListMFADevices } from './ListMFADevices.js'
import { ResyncMFADevice } from './ResyncMFADevice.js'

const own = { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: `arn:aws:iam::${ACCOUNT}:user/ann` } } }

describe('DeactivateMFADevice', () => {
  it('removes a device from its user and keeps it, with its used codes but without its wrong ones', async () => {
    const w = await world()
    await w.user('ann')
    const [one, other] = [await enableDevice(w, 'ann', 'one'), await enableDevice(w, 'ann', 'other')]
    const codes = { AuthenticationCode1: '000000', AuthenticationCode2: '000000' }
    for (let i = 0; i < 6; i++) await w.refusal(ResyncMFADevice, { UserName: 'ann', SerialNumber: one.serial, ...codes })
    const kept = () => w.read((state) => mfaDevices.find(state, ACCOUNT, one.serial))
    const before = kept()
    expect(before).toMatchObject({ failures: 5, lockedUntil: expect.any(Number) })
    expect(await w.call(DeactivateMFADevice, { UserName: 'ann', SerialNumber: one.serial })).toEqual({})
    const after = kept()
    expect(after).toMatchObject({ failures: 0, lastStep: before?.lastStep, seed: before?.seed })
    for (const gone of ['holder', 'enabledAt', 'lockedUntil']) expect(after).not.toHaveProperty(gone)
    expect(await w.call(ListMFADevices, { UserName: 'ann' })).toMatchObject({ MFADevices: [{ SerialNumber: other.serial }] })
  })

  it('applies to the caller itself when the request names no user', async () => {
    const w = await world()
    const ann = await w.user('ann', own)
    const [hers, roots] = [await enableDevice(w, 'ann'), await enableDevice(w, ACCOUNT, 'safe')]
    const asked = (input: { SerialNumber: string; UserName?: string }, caller: typeof ann | typeof root) =>
      w.read((state) => DeactivateMFADevice.authorize(input, caller, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeactivateMFADevice'
    expect(asked({ SerialNumber: hers.serial }, ann)).toEqual([{ action, resource: ann.arn, context: {} }])
    expect(asked({ SerialNumber: roots.serial }, root)).toEqual([{ action, resource: root.arn }])
    await w.call(DeactivateMFADevice, { SerialNumber: hers.serial }, ann)
    await w.call(DeactivateMFADevice, { SerialNumber: roots.serial })
    expect([await w.call(ListMFADevices, {}, ann), await w.call(ListMFADevices, {})]).toMatchObject([
      { MFADevices: [] },
      { MFADevices: [] },
    ])
  })

  it('refuses a device of another user, also the device of the root user by its account, and a caller without permission', async () => {
    const w = await world()
    const ann = await w.user('ann', own)
    await w.user('bob')
    const [hers, his, roots] = [await enableDevice(w, 'ann'), await enableDevice(w, 'bob'), await enableDevice(w, ACCOUNT, 'safe')]
    const missing = `arn:aws:iam::${ACCOUNT}:mfa/none`
    const refusals = []
    for (const SerialNumber of [his.serial, roots.serial, missing, 'GAHT12345678'])
      refusals.push(await w.refusal(DeactivateMFADevice, { UserName: 'ann', SerialNumber }, ann))
    expect(refusals).toEqual([
      { code: 'NoSuchEntity', message: 'MFA Device invalid for user.' },
      { code: 'NoSuchEntity', message: 'MFA Device invalid for user.' },
      { code: 'NoSuchEntity', message: `VirtualMFADevice with serial number ${missing} doesn't exist.` },
      { code: 'NoSuchEntity', message: "VirtualMFADevice with serial number GAHT12345678 doesn't exist." },
    ])
    for (const input of [
      { UserName: 'bob', SerialNumber: his.serial },
      { UserName: ACCOUNT, SerialNumber: roots.serial },
    ])
      expect(await w.refusal(DeactivateMFADevice, input, ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(ListMFADevices, { UserName: 'ann' })).toMatchObject({ MFADevices: [{ SerialNumber: hers.serial }] })
  })
})
