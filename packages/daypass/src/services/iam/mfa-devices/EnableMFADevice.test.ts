import { describe, expect, it } from 'vitest'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { DeactivateMFADevice } from './DeactivateMFADevice.js'
import { EnableMFADevice } from './EnableMFADevice.js'
import { ListMFADevices } from './ListMFADevices.js'

const INVALID = { code: 'InvalidAuthenticationCode', message: 'Authentication code for device is not valid.' }

async function setUp() {
  const w = await world()
  const ann = await w.user('ann')
  const device = await makeDevice(w, 'phone')
  const given = (first: number, second: number, UserName = 'ann') => ({
    UserName,
    SerialNumber: device.serial,
    AuthenticationCode1: device.code(first),
    AuthenticationCode2: device.code(second),
  })
  const kept = () => w.read((state) => mfaDevices.find(state, ACCOUNT, device.serial))
  return { w, ann, device, given, kept }
}

describe('EnableMFADevice', () => {
  it('enables a device for a user with two codes in a row, and uses them up', async () => {
    const { w, ann, device, given, kept } = await setUp()
    expect(await w.call(EnableMFADevice, given(-1, 0))).toEqual({})
    expect(kept()).toMatchObject({ holder: ann.id, enabledAt: START, drift: 0 })
    expect(await w.call(ListMFADevices, { UserName: 'ann' })).toMatchObject({
      MFADevices: [{ UserName: 'ann', SerialNumber: device.serial }],
    })
    await w.call(DeactivateMFADevice, { UserName: 'ann', SerialNumber: device.serial })
    expect(await w.refusal(EnableMFADevice, given(-1, 0))).toEqual(INVALID)
    expect(await w.refusal(EnableMFADevice, given(0, 1))).toEqual(INVALID)
    await w.call(EnableMFADevice, given(1, 2))
  })

  it('requires permission on the user', async () => {
    const { w, ann, given } = await setUp()
    const asked = (UserName: string, caller: typeof root | typeof ann) =>
      w.read((state) => EnableMFADevice.authorize(given(0, 1, UserName), caller, { state, awsManaged: w.awsManaged }))
    expect(asked('ANN', root)).toEqual([
      { action: 'iam:EnableMFADevice', resource: ann.arn, named: ann.arn.replace('ann', 'ANN'), context: {} },
    ])
    expect(asked(ACCOUNT, root)).toEqual([{ action: 'iam:EnableMFADevice', resource: root.arn }])
    const ofThatName = `arn:aws:iam::${ACCOUNT}:user/${ACCOUNT}`
    expect(asked(ACCOUNT, ann)).toEqual([{ action: 'iam:EnableMFADevice', resource: ofThatName, context: {} }])
  })

  it.each([
    ['the same code twice', 0, 0],
    ['codes out of order', 1, 0],
    ['codes with a gap', -1, 1],
    ['codes from long ago', -100, -99],
  ])('refuses %s, and enables nothing', async (_why, first, second) => {
    const { w, given, kept } = await setUp()
    expect(await w.refusal(EnableMFADevice, given(first, second))).toEqual(INVALID)
    expect(kept()).toMatchObject({ failures: 0 })
    expect(kept()).not.toHaveProperty('holder')
    expect(await w.call(ListMFADevices, { UserName: 'ann' })).toMatchObject({ MFADevices: [] })
  })

  it('cannot be locked: a caller who may only enable its own devices cannot prevent others from enabling theirs', async () => {
    const { w, ann, given } = await setUp()
    const own = { Effect: 'Allow', Action: 'iam:EnableMFADevice', Resource: `arn:aws:iam::*:user/\${aws:username}` }
    const mallory = await w.user('mallory', { own: { Version: '2012-10-17', Statement: own } })
    for (let i = 0; i < 9; i++) expect(await w.refusal(EnableMFADevice, given(0, 0, 'mallory'), mallory)).toEqual(INVALID)
    await w.call(EnableMFADevice, given(-1, 0), root)
    expect(await w.call(ListMFADevices, { UserName: ann.name })).toMatchObject({ MFADevices: [{ UserName: 'ann' }] })
  })

  it('learns the drift of a device whose clock is off', async () => {
    const { w, given, kept } = await setUp()
    await w.call(EnableMFADevice, given(-11, -10))
    expect(kept()).toMatchObject({ drift: -10 })
  })

  it('refuses a device that is already enabled, for this user or another', async () => {
    const { w, given } = await setUp()
    await w.user('bob')
    await w.call(EnableMFADevice, given(-1, 0))
    const refusal = { code: 'EntityAlreadyExists', message: 'MFA Device is already in use.' }
    expect(await w.refusal(EnableMFADevice, given(1, 2))).toEqual(refusal)
    expect(await w.refusal(EnableMFADevice, given(1, 2, 'bob'))).toEqual(refusal)
  })

  it('refuses a ninth device of a user, and of the root user', async () => {
    const { w, given } = await setUp()
    for (const holder of ['ann', ACCOUNT]) for (let i = 1; i <= 8; i++) await enableDevice(w, holder, `${holder}-${i}`)
    const refusal = { code: 'LimitExceeded', message: 'Cannot exceed quota for MFADevicesPerUser: 8' }
    expect(await w.refusal(EnableMFADevice, given(-1, 0))).toEqual(refusal)
    expect(await w.refusal(EnableMFADevice, given(-1, 0, ACCOUNT))).toEqual(refusal)
  })

  it('enables a device for the root user by the id of the account, even if a user has that name', async () => {
    const { w, given, kept } = await setUp()
    const namesake = await w.user(ACCOUNT)
    await w.call(EnableMFADevice, given(-1, 0, ACCOUNT))
    expect(kept()).toMatchObject({ holder: ACCOUNT })
    expect(namesake.id).not.toBe(ACCOUNT)
  })

  it('refuses users and devices that do not exist, and a caller without permission', async () => {
    const { w, ann, given } = await setUp()
    const missing = given(0, 1).SerialNumber.replace('phone', 'none')
    expect(await w.refusal(EnableMFADevice, given(-1, 0, 'none'))).toEqual({
      code: 'NoSuchEntity',
      message: 'The user with name none cannot be found.',
    })
    expect(await w.refusal(EnableMFADevice, { ...given(-1, 0), SerialNumber: missing })).toEqual({
      code: 'NoSuchEntity',
      message: `VirtualMFADevice with serial number ${missing} doesn't exist.`,
    })
    expect(await w.refusal(EnableMFADevice, given(-1, 0), ann)).toMatchObject({ code: 'AccessDenied' })
    expect(await w.refusal(EnableMFADevice, given(-1, 0, ACCOUNT), ann)).toMatchObject({ code: 'AccessDenied' })
    await w.call(EnableMFADevice, given(-1, 0))
  })
})
