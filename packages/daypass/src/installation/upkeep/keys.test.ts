import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { type KeyPurpose, KeyRing, LONGEST_SESSION } from '../../directory/key-ring.js'
import { readMeta } from '../../installation/meta.js'
import { CreateVirtualMFADevice } from '../../services/iam/mfa-devices/CreateVirtualMFADevice.js'
import { CreateAccessKey } from '../../services/iam/access-keys/CreateAccessKey.js'
import { GetObject } from '../../services/s3/objects/GetObject.js'
import { PutObject } from '../../services/s3/objects/PutObject.js'
import { OutcomeUnknown, type Store, UNBOUNDED } from '../../store/store.js'
import { installedWorld, MASTER, worldWithObjects } from '../../testing/copies/backed-up-world.js'
import { START, type World } from '../../testing/world.js'
import { isMasterKeyOf } from '../store-identity.js'
import { keyFacts, rotateDataKeys, rotateMasterKey } from './keys.js'
import { openHandover, sealHandover } from './master-handover.js'

const NEXT = createSecretKey(Buffer.alloc(32, 9))
const rotate = (w: World, ...purposes: KeyPurpose[]) => rotateDataKeys(w.store, purposes, { ...w, now: START })
const opensWith = (w: World, master = MASTER): boolean => {
  try {
    return w.read((state) => new KeyRing(master).current(state, 'storage').version) > 0
  } catch {
    return false
  }
}
const knows = (w: World, master = MASTER): boolean => w.read((state) => isMasterKeyOf(readMeta(state)!, master))

describe('listing keys', () => {
  it('counts what each storage key still holds, and says until when a session key is needed', async () => {
    const w = await worldWithObjects()
    await w.call(CreateAccessKey, { UserName: 'alice' })
    await rotate(w, 'session', 'storage')
    await w.call(CreateVirtualMFADevice, { VirtualMFADeviceName: 'phone' })
    await w.call(PutObject, { Bucket: 'data', Key: 'small', Body: Buffer.from('again') })
    const facts = await keyFacts(w.store)
    expect(facts).toEqual([
      {
        version: 1,
        purpose: 'storage',
        createdAt: START,
        retiredAt: START,
        seals: { 'secrets of access keys': 1, objects: 1, 'parts of uploads': 1 },
      },
      { version: 2, purpose: 'session', createdAt: START, retiredAt: START, neededUntil: START + LONGEST_SESSION },
      { version: 3, purpose: 'session', createdAt: START },
      { version: 4, purpose: 'storage', createdAt: START, seals: { 'seeds of MFA devices': 1, objects: 1 } },
    ])
  })

  it('tells nothing of the keys themselves', async () => {
    const w = await installedWorld()
    expect(JSON.stringify(await keyFacts(w.store))).not.toContain('sealed')
  })

  it('knows every kind of sealed value in the store by its name', async () => {
    const w = await worldWithObjects()
    const kinds = (await keyFacts(w.store)).flatMap(({ seals = {} }) => Object.keys(seals))
    expect(kinds).not.toContain('others')
  })
})

describe('replacing the master key', () => {
  it('makes the new one open the data, and the old one no longer', async () => {
    const w = await worldWithObjects()
    await rotateMasterKey(w.store, NEXT, { ...w, present: MASTER })
    expect([opensWith(w), knows(w), opensWith(w, NEXT), knows(w, NEXT)]).toEqual([false, false, true, true])
  })

  it('changes nothing but the ring and the installation record, in one commit', async () => {
    const w = await worldWithObjects()
    const before = w.store.view()
    await rotateMasterKey(w.store, NEXT, { ...w, present: MASTER })
    const after = w.store.view()
    expect(after.revision).toBe(before.revision + 1)
    const changed = after.range('', UNBOUNDED, 1_000).filter(({ modRevision }) => modRevision > before.revision)
    expect(changed.map(({ key }) => key)).toEqual(['installation/key-ring', 'installation/meta'])
  })

  it('does not stop the running server: it reads, writes and rotates as before', async () => {
    const w = await worldWithObjects()
    await rotateMasterKey(w.store, NEXT, { ...w, present: MASTER })
    await w.call(GetObject, { Bucket: 'data', Key: 'large' })
    await w.call(PutObject, { Bucket: 'data', Key: 'large', Body: Buffer.alloc(9_000) })
    expect(await rotate(w, 'session', 'storage')).toEqual([3, 4])
    expect(opensWith(w, NEXT)).toBe(true)
    await rotateMasterKey(w.store, MASTER, { ...w, present: NEXT })
    expect([opensWith(w), opensWith(w, NEXT)]).toEqual([true, false])
  })

  it('does not stop another process that has the old key, until there is a data key that it has not opened', async () => {
    const w = await worldWithObjects()
    const elsewhere = new KeyRing(MASTER)
    const current = () => w.read((state) => elsewhere.current(state, 'session').version)
    expect(current()).toBe(2)
    await rotateMasterKey(w.store, NEXT, { ...w, present: MASTER })
    expect(current()).toBe(2)
    await expect(rotateDataKeys(w.store, ['session'], { ...w, ring: elsewhere, now: START })).rejects.toThrow('does not open')
    await rotate(w, 'session')
    expect(current).toThrow('does not open with this master key')
  })

  it('lets another process that takes the new key go on: it opens and makes data keys', async () => {
    const w = await worldWithObjects()
    const elsewhere = new KeyRing(MASTER)
    const current = () => w.read((state) => elsewhere.current(state, 'session').version)
    expect(current()).toBe(2)
    await rotateMasterKey(w.store, NEXT, { ...w, present: MASTER })
    expect(current()).toBe(2)
    elsewhere.settle(NEXT)
    expect(await rotateDataKeys(w.store, ['session'], { ...w, ring: elsewhere, now: START })).toEqual([3])
    expect(current()).toBe(3)
  })

  it('changes nothing where the data has another one than the present one that was given', async () => {
    const w = await worldWithObjects()
    const third = createSecretKey(Buffer.alloc(32, 10))
    await expect(rotateMasterKey(w.store, NEXT, { ...w, present: third })).rejects.toThrow('the master key was replaced meanwhile')
    expect([opensWith(w), knows(w)]).toEqual([true, true])
    expect(await rotate(w, 'session')).toEqual([3])
  })

  it('leaves the old key where the commit fails', async () => {
    const w = await worldWithObjects()
    const failing = withCommit(w.store, () => Promise.reject(new Error('no space')))
    await expect(rotateMasterKey(failing, NEXT, { ...w, present: MASTER })).rejects.toThrow('no space')
    expect([opensWith(w), opensWith(w, NEXT)]).toEqual([true, false])
    expect(await rotate(w, 'storage')).toEqual([3])
    expect(opensWith(w)).toBe(true)
  })

  it.each([true, false])('goes on with the right one where it is not known whether the commit happened; it did: %s', async (did) => {
    const w = await worldWithObjects()
    const unsure = withCommit(w.store, async (commit) => {
      if (did) await w.store.commit(commit)
      throw new OutcomeUnknown('the answer was lost')
    })
    await expect(rotateMasterKey(unsure, NEXT, { ...w, present: MASTER })).rejects.toThrow('the answer was lost')
    await w.call(GetObject, { Bucket: 'data', Key: 'large' })
    expect(await rotate(w, 'storage')).toEqual([3])
    expect([opensWith(w), opensWith(w, NEXT)]).toEqual([!did, did])
  })
})

/** The store, with commits that end in another way. */
const withCommit = (store: Store, commit: Store['commit']): Store =>
  new Proxy(store, {
    get: (target, name) => {
      if (name === 'commit') return commit
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })

describe('a master key that is handed to a running server', () => {
  const sealed = (ids: World['ids']) => sealHandover(NEXT, { master: MASTER, server: 'one', ids })

  it('opens with the present key, for the server that it is for', async () => {
    const { ids } = await installedWorld()
    expect(openHandover(sealed(ids), { master: MASTER, server: 'one' })?.export()).toEqual(NEXT.export())
    expect(openHandover(sealed(ids), { master: NEXT, server: 'one' })).toBeUndefined()
    expect(openHandover(sealed(ids), { master: MASTER, server: 'two' })).toBeUndefined()
  })

  it('must be a master key', async () => {
    const { ids } = await installedWorld()
    const short = sealHandover(createSecretKey(Buffer.alloc(16)), { master: MASTER, server: 'one', ids })
    expect(openHandover(short, { master: MASTER, server: 'one' })).toBeUndefined()
  })
})
