import { describe, expect, it } from 'vitest'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { ListMFADevices } from './ListMFADevices.js'

describe('ListMFADevices', () => {
  it('lists the devices of a user or of the caller itself by name, in pages', async () => {
    const w = await world()
    const p = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:ListMFADevices', Resource: '*' } }
    const ann = await w.user('ann', { p })
    await w.user('bob')
    for (const name of ['c', 'a', 'b']) await enableDevice(w, 'ann', name)
    await enableDevice(w, 'bob')
    await makeDevice(w, 'loose')
    const item = (name: string) => ({
      UserName: 'ann',
      SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/${name}`,
      EnableDate: new Date(START),
    })
    expect(await w.call(ListMFADevices, { UserName: 'ANN' })).toEqual({ MFADevices: ['a', 'b', 'c'].map(item), IsTruncated: false })
    const page = await w.call(ListMFADevices, { MaxItems: 2 }, ann)
    expect(page).toEqual({ MFADevices: ['a', 'b'].map(item), IsTruncated: true, Marker: expect.any(String) })
    expect(await w.call(ListMFADevices, { Marker: page.Marker }, ann)).toEqual({ MFADevices: [item('c')], IsTruncated: false })
  })

  it('lists those of the root user to the root user', async () => {
    const w = await world()
    await enableDevice(w, ACCOUNT, 'safe')
    const MFADevices = [{ UserName: ACCOUNT, SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/safe`, EnableDate: new Date(START) }]
    expect(await w.call(ListMFADevices, {})).toEqual({ MFADevices, IsTruncated: false })
    expect(await w.call(ListMFADevices, { UserName: ACCOUNT })).toEqual({ MFADevices, IsTruncated: false })
  })

  it('requires permission on the user', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const asked = (input: object, caller: typeof root | typeof ann) =>
      w.read((state) => ListMFADevices.authorize(input, caller, { state, awsManaged: w.awsManaged }))
    expect(asked({}, ann)).toEqual([{ action: 'iam:ListMFADevices', resource: ann.arn, context: {} }])
    expect(asked({}, root)).toEqual([{ action: 'iam:ListMFADevices', resource: root.arn }])
  })

  it('refuses a user who does not exist, and a caller without permission', async () => {
    const w = await world()
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(ListMFADevices, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListMFADevices, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
