import { describe, expect, it } from 'vitest'
import { mfaDevices } from '../../../directory/iam/mfa-device.js'
import { ACCOUNT, root, world } from '../../../testing/world.js'
import { CreateVirtualMFADevice } from './CreateVirtualMFADevice.js'
import { ListVirtualMFADevices } from './ListVirtualMFADevices.js'
import { otpauthUri } from './otpauth.js'
import { qrCodePng } from './qr/qr-code-png.js'

const input = { VirtualMFADeviceName: 'phone', Path: '/team/', Tags: [{ Key: 'Unit', Value: 'ops' }] }
const arn = `arn:aws:iam::${ACCOUNT}:mfa/team/phone`

interface Made {
  VirtualMFADevice: { SerialNumber: string; Base32StringSeed: Uint8Array; QRCodePNG: Uint8Array; Tags: object[] }
}

describe('CreateVirtualMFADevice', () => {
  it('returns a seed as text and as QR code, which the store only has encrypted and which is never returned again', async () => {
    const w = await world()
    const { VirtualMFADevice: made } = (await w.call(CreateVirtualMFADevice, input)) as unknown as Made
    const secret = Buffer.from(made.Base32StringSeed).toString()
    expect(made).toMatchObject({ SerialNumber: arn, Tags: input.Tags })
    expect(secret).toMatch(/^[A-Z2-7]{64}$/)
    const uri = otpauthUri({ name: 'phone', account: ACCOUNT, seed: Buffer.alloc(40) }).replace('A'.repeat(64), secret)
    expect(uri).toContain(secret)
    expect(made.QRCodePNG).toEqual(qrCodePng(uri))
    expect(JSON.stringify(w.read((state) => mfaDevices.find(state, ACCOUNT, arn)))).not.toContain(secret)
    expect(await w.call(ListVirtualMFADevices, {})).toEqual({ VirtualMFADevices: [{ SerialNumber: arn }], IsTruncated: false })
  })

  it('gives every device its own seed', async () => {
    const w = await world()
    const seeds = []
    for (const name of ['one', 'two', 'three']) {
      const { VirtualMFADevice } = (await w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: name })) as unknown as Made
      seeds.push(Buffer.from(VirtualMFADevice.Base32StringSeed).toString())
    }
    expect(new Set(seeds).size).toBe(3)
  })

  it('requires permission on the device, and for tagging it when there are tags', async () => {
    const w = await world()
    const asked = (what: object) =>
      w.read((state) => CreateVirtualMFADevice.authorize({ ...input, ...what }, root, { state, awsManaged: w.awsManaged }))
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(asked({})).toEqual([
      { action: 'iam:CreateVirtualMFADevice', resource: arn, context },
      { action: 'iam:TagMFADevice', resource: arn, context },
    ])
    expect(asked({ Path: undefined, Tags: [] })).toEqual([
      { action: 'iam:CreateVirtualMFADevice', resource: `arn:aws:iam::${ACCOUNT}:mfa/phone`, context: {} },
    ])
  })

  it.each(['/a*b#/', '/a&secret=x#/', '/a b/', '/é/'])('refuses the path %s, which a serial number cannot contain', async (Path) => {
    const w = await world()
    const refusal = await w.refusal(CreateVirtualMFADevice, { ...input, Path })
    expect(refusal.code).toBe('ValidationError')
    expect(refusal.message).toContain('The specified value for path is invalid. It must begin and end with /')
    expect(await w.call(ListVirtualMFADevices, {})).toMatchObject({ VirtualMFADevices: [] })
  })

  it.each<[string, object, string, string]>([
    ['a device at the same path and name', {}, 'EntityAlreadyExists', 'MFADevice entity at the same path and name already exists.'],
    [
      'a name and path that are too long for a marker',
      { VirtualMFADeviceName: 'x'.repeat(195) },
      'InvalidInput',
      'Path and VirtualMFADeviceName together are longer than 200 characters.',
    ],
    [
      'a tag key that begins with aws:',
      { Tags: [{ Key: 'aws:x', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s', async (_why, over, code, message) => {
    const w = await world()
    await w.call(CreateVirtualMFADevice, input)
    expect(await w.refusal(CreateVirtualMFADevice, { ...input, ...over })).toEqual({ code, message })
  })

  it('creates devices of one name on other paths and in another case, up to 200 characters in total', async () => {
    const w = await world()
    const longest = { Path: '/p/', VirtualMFADeviceName: '+'.repeat(197) }
    for (const over of [{}, { Path: '/' }, { VirtualMFADeviceName: 'Phone' }, longest])
      await w.call(CreateVirtualMFADevice, { ...input, ...over })
    expect((await w.call(ListVirtualMFADevices, {})).VirtualMFADevices).toHaveLength(4)
  })

  it('refuses a caller without permission for this device', async () => {
    const w = await world()
    const Resource = `arn:aws:iam::*:mfa/\${aws:username}`
    const policy = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:CreateVirtualMFADevice', Resource } }
    const ann = await w.user('ann', { policy })
    await w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: 'ann' }, ann)
    expect(await w.refusal(CreateVirtualMFADevice, { VirtualMFADeviceName: 'bob' }, ann)).toMatchObject({ code: 'AccessDenied' })
  })
})
