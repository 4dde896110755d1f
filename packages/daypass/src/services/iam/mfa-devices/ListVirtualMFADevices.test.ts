import { describe, expect, it } from 'vitest'
import { enableDevice, makeDevice } from '../../../testing/authenticator.js'
import { ACCOUNT, root, START, world } from '../../../testing/world.js'
import { CreateVirtualMFADevice } from './CreateVirtualMFADevice.js'
import { ListVirtualMFADevices } from './ListVirtualMFADevices.js'

const serial = (name: string) => `arn:aws:iam::${ACCOUNT}:mfa/${name}`
const EnableDate = new Date(START)

describe('ListVirtualMFADevices', () => {
  it('lists devices with their users, either all or filtered by whether they have one', async () => {
    const w = await world()
    const ann = await w.user('ann')
    await makeDevice(w, 'loose')
    await enableDevice(w, 'ann', 'phone')
    await enableDevice(w, ACCOUNT, 'safe')
    const loose = { SerialNumber: serial('loose') }
    const User = { Path: '/', UserName: 'ann', UserId: ann.id, Arn: ann.arn, CreateDate: new Date(START) }
    const phone = { SerialNumber: serial('phone'), User, EnableDate }
    const safe = { SerialNumber: serial('safe'), User: { UserId: ACCOUNT, Arn: root.arn }, EnableDate }
    const listed = async (input: object) => (await w.call(ListVirtualMFADevices, input)).VirtualMFADevices
    expect(await listed({})).toEqual([loose, phone, safe])
    expect(await listed({ AssignmentStatus: 'Any' })).toEqual([loose, phone, safe])
    expect(await listed({ AssignmentStatus: 'Assigned' })).toEqual([phone, safe])
    expect(await listed({ AssignmentStatus: 'Unassigned' })).toEqual([loose])
  })

  it('lists every device once, in pages, also those with the longest names', async () => {
    const w = await world()
    const names = ['a', 'a+', 'a/b', 'a/b/c', 'ab', `b/${'x'.repeat(197)}`, 'c'].map((name) => `/${name}`)
    for (const name of names) {
      const slash = name.lastIndexOf('/')
      await w.call(CreateVirtualMFADevice, { Path: name.slice(0, slash + 1), VirtualMFADeviceName: name.slice(slash + 1) })
    }
    const found: string[] = []
    let Marker: string | undefined
    do {
      const page = await w.call(ListVirtualMFADevices, { MaxItems: 1, Marker })
      found.push(...page.VirtualMFADevices.map(({ SerialNumber }) => SerialNumber))
      Marker = page.Marker
      expect(String(Marker ?? '').length).toBeLessThanOrEqual(320)
    } while (Marker !== undefined)
    expect(found.toSorted()).toEqual(names.map((name) => serial(name.slice(1))).toSorted())
  })

  it('requires permission on all resources', async () => {
    const w = await world()
    expect(w.read((state) => ListVirtualMFADevices.authorize({}, root, { state, awsManaged: w.awsManaged }))).toEqual([
      { action: 'iam:ListVirtualMFADevices', resource: '*' },
    ])
  })

  it('refuses a caller without permission', async () => {
    const w = await world()
    expect(await w.refusal(ListVirtualMFADevices, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
