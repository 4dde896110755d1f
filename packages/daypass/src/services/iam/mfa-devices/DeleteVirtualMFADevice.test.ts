import { describe, expect, it } from 'vitest'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateVirtualMFADevice } from './CreateVirtualMFADevice.js'
import { DeactivateMFADevice } from './DeactivateMFADevice.js'
import { DeleteVirtualMFADevice } from './DeleteVirtualMFADevice.js'
import { ListVirtualMFADevices } from './ListVirtualMFADevices.js'

describe('DeleteVirtualMFADevice', () => {
  it('deletes a device; a new one of the same name has another seed', async () => {
    const w = await world()
    const before = await makeDevice(w, 'phone')
    expect(await w.call(DeleteVirtualMFADevice, { SerialNumber: before.serial })).toEqual({})
    expect(await w.call(ListVirtualMFADevices, {})).toMatchObject({ VirtualMFADevices: [] })
    const after = await makeDevice(w, 'phone')
    expect(after.serial).toBe(before.serial)
    expect(after.code(0)).not.toBe(before.code(0))
  })

  it('requires permission on the device with its tags, and treats a serial number that is not an ARN as a name', async () => {
    const w = await world()
    await w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: 'phone', Tags: [{ Key: 'Unit', Value: 'ops' }] })
    const asked = (SerialNumber: string) =>
      w.read((state) => DeleteVirtualMFADevice.authorize({ SerialNumber }, root, { state, awsManaged: w.awsManaged }))
    const action = 'iam:DeleteVirtualMFADevice'
    const arn = (name: string, account = ACCOUNT) => `arn:aws:iam::${account}:mfa/${name}`
    const own = { action, resourceAccount: ACCOUNT, context: {} }
    expect(asked(arn('phone'))).toEqual([{ ...own, resource: arn('phone'), context: { 'aws:ResourceTag/Unit': 'ops' } }])
    expect(asked('GAHT12345678')).toEqual([{ ...own, resource: arn('GAHT12345678') }])
    const foreign = arn('phone', '111111111111')
    expect(asked(foreign)).toEqual([{ ...own, resource: foreign, resourceAccount: '111111111111' }])
  })

  it('refuses a device that is enabled, until it is deactivated', async () => {
    const w = await world()
    await w.user('ann')
    const { serial: SerialNumber } = await enableDevice(w, 'ann')
    expect(await w.refusal(DeleteVirtualMFADevice, { SerialNumber })).toEqual({
      code: 'DeleteConflict',
      message: 'MFA VirtualDevice in use. Must deactivate first.',
    })
    await w.call(DeactivateMFADevice, { UserName: 'ann', SerialNumber })
    await w.call(DeleteVirtualMFADevice, { SerialNumber })
  })

  it('refuses a device that does not exist, and a caller without permission', async () => {
    const w = await world()
    const { serial: SerialNumber } = await makeDevice(w, 'phone')
    const missing = `arn:aws:iam::${ACCOUNT}:mfa/Phone`
    expect(await w.refusal(DeleteVirtualMFADevice, { SerialNumber: missing })).toEqual({
      code: 'NoSuchEntity',
      message: `VirtualMFADevice with serial number ${missing} doesn't exist.`,
    })
    expect(await w.refusal(DeleteVirtualMFADevice, { SerialNumber }, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
    expect(await w.call(ListVirtualMFADevices, {})).toMatchObject({ VirtualMFADevices: [{ SerialNumber }] })
  })
})
