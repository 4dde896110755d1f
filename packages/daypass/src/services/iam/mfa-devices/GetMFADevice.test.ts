import { describe, expect, it } from 'vitest'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { GetMFADevice } from './GetMFADevice.js'

describe('GetMFADevice', () => {
  it('returns a device of a user, of the caller itself, and of the root user', async () => {
    const w = await world()
    const p = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:GetMFADevice', Resource: '*' } }
    const ann = await w.user('ann', { p })
    const [hers, roots] = [await enableDevice(w, 'ann'), await enableDevice(w, ACCOUNT, 'safe')]
    const EnableDate = new Date(START)
    const shown = { UserName: 'ann', SerialNumber: hers.serial, EnableDate }
    expect(await w.call(GetMFADevice, { UserName: 'ANN', SerialNumber: hers.serial })).toEqual(shown)
    expect(await w.call(GetMFADevice, { SerialNumber: hers.serial }, ann)).toEqual(shown)
    expect(await w.call(GetMFADevice, { SerialNumber: roots.serial })).toEqual({
      UserName: ACCOUNT,
      SerialNumber: roots.serial,
      EnableDate,
    })
  })

  it('requires permission on the user', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const input = { UserName: 'ann', SerialNumber: 'GAHT12345678' }
    expect(w.read((state) => GetMFADevice.authorize(input, root, { state, awsManaged: w.awsManaged }))).toEqual([
      { action: 'iam:GetMFADevice', resource: ann.arn, context: {} },
    ])
  })

  it('refuses a device of another user, and a caller without permission', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const { serial: SerialNumber } = await makeDevice(w, 'loose')
    const refusal = { code: 'NoSuchEntity', message: 'MFA Device invalid for user.' }
    expect(await w.refusal(GetMFADevice, { UserName: 'ann', SerialNumber })).toEqual(refusal)
    expect(await w.refusal(GetMFADevice, { SerialNumber })).toEqual(refusal)
    expect(await w.refusal(GetMFADevice, { SerialNumber }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
