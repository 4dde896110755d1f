import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../testing/world.js'
import { serviceCredentials } from './iam/other-credentials/service-credential.js'

const holder = { account: ACCOUNT, id: 'AIDA1' }
const thing = { service: 'logs.amazonaws.com', name: 'Ann', status: 'Active', createdAt: 0, digest: '' } as const

describe('holdings', () => {
  it('keep what was added in order, change one by its id, and leave nothing behind', async () => {
    const w = await world()
    const isNamed = (name: string) => w.read((state) => serviceCredentials.isNamed(state, thing.service, name))
    await w.change((state) => {
      serviceCredentials.add(state, holder, { ...thing, id: 'b' })
      serviceCredentials.add(state, holder, { ...thing, id: 'a', name: 'Bob' })
      serviceCredentials.replace(state, holder, { ...thing, id: 'b', status: 'Inactive' })
    })
    expect(w.read((state) => serviceCredentials.of(state, holder))).toMatchObject([{ id: 'b', status: 'Inactive' }, { id: 'a' }])
    expect(w.read((state) => serviceCredentials.of(state, { ...holder, id: 'AIDA2' }))).toEqual([])
    expect([isNamed('ANN'), isNamed('bob'), isNamed('eve')]).toEqual([true, true, false])
    expect(w.read((state) => serviceCredentials.list(state, ACCOUNT, { from: '', limit: 9 }))).toMatchObject([{ holder: 'AIDA1' }])
    await w.change((state) => serviceCredentials.delete(state, holder, { ...thing, id: 'b' }))
    expect([isNamed('ann'), isNamed('bob')]).toEqual([false, true])
    await w.change((state) => serviceCredentials.delete(state, holder, { ...thing, id: 'a', name: 'Bob' }))
    expect(w.read((state) => serviceCredentials.list(state, ACCOUNT, { from: '', limit: 9 }))).toEqual([])
  })
})
