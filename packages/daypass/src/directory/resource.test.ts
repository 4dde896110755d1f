import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../store/memory/memory-store.js'
import { mfaDevices } from './iam/mfa-device.js'
import { policies } from './iam/policy.js'
import { roles } from './iam/role.js'
import { type UserRecord, users } from './iam/user.js'
import { defineKeys } from './key-space.js'
import { defineResource } from './resource.js'
import { buckets } from './s3/bucket.js'
import { readSnapshot, State, transact } from './state.js'

const A = '000000000000'
const B = '111111111111'
const user = (name: string, over: Partial<UserRecord> = {}): UserRecord => ({
  ...{ account: A, name, path: '/team/', id: `AIDA${name}`, createdAt: 0, tags: { k: 'v' } },
  ...{ inlinePolicies: {}, attachedPolicies: [], accessKeyIds: [] },
  ...over,
})

/** A store with these users. */
async function storeWith(records: readonly UserRecord[]) {
  const store = openMemoryStore()
  // A commit changes at most 127 keys, and each user needs two.
  for (let at = 0; at < records.length; at += 50)
    await transact(store, (state) => {
      for (const record of records.slice(at, at + 50)) users.put(state, record)
    })
  return store
}

describe('a resource', () => {
  it('must say how a name finds it, unless its keys are accounts and names', () => {
    const keys = defineKeys('toy/<name>', { record: 'a toy', lifetime: 'until deleted' })
    const define = (find?: () => undefined) =>
      defineResource<{ name: string }, [name: string]>({
        ...{ noun: 'Toy', keys, at: ({ name }) => [name], arn: () => '', arnAsNamed: () => '', context: () => ({}) },
        ...(find && { find }),
      })
    expect(() => define()).toThrow('Toy: must have a find, because its keys are toy/<name>')
    expect(define(() => undefined).noun).toBe('Toy')
  })

  it('is found by its name in any letter case, and by its id, until it is deleted', async () => {
    const store = await storeWith([user('Ann')])
    readSnapshot(store, (state) => {
      expect(users.get(state, A, 'aNN')?.name).toBe('Ann')
      expect(users.getById(state, 'AIDAAnn')?.name).toBe('Ann')
      expect(users.get(state, B, 'Ann')).toBeUndefined()
      expect(users.revision(state, A, 'ANN')).toBeGreaterThan(0)
    })
    await transact(store, (state) => users.rename(state, user('Ann'), user('Eve', { id: 'AIDAAnn' })))
    expect(readSnapshot(store, (state) => users.getById(state, 'AIDAAnn')?.name)).toBe('Eve')
    await transact(store, (state) => users.delete(state, user('Eve', { id: 'AIDAAnn' })))
    readSnapshot(store, (state) => {
      expect([users.get(state, A, 'Ann'), users.get(state, A, 'Eve'), users.getById(state, 'AIDAAnn')]).toEqual([
        undefined,
        undefined,
        undefined,
      ])
      expect(users.revision(state, A, 'Eve')).toBe(0)
    })
  })

  it('is listed in pages of any size, exactly once, in order, and without those of other accounts', async () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z+=,.@_-]{1,6}$/), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 7 }), async (all, limit) => {
        const store = await storeWith([...all.map((name) => user(name)), user('other', { account: B, id: 'AIDAother' })])
        const found = readSnapshot(store, (state) => {
          const read: string[] = []
          for (let from = ''; ; from = `${read.at(-1)}\u0001`) {
            const page = users.list(state, A, { from, limit })
            if (page.length === 0) return read
            read.push(...page.map(({ name }) => name))
          }
        })
        expect(found).toEqual([...all].sort())
        expect(readSnapshot(store, (state) => [...users.each(state, A)].map(({ name }) => name))).toEqual(found)
      }),
      { numRuns: 50 },
    )
  })

  it('is read to the end when there is more than one page', async () => {
    const store = await storeWith(Array.from({ length: 1_001 }, (_, n) => user(`u${n}`)))
    expect(readSnapshot(store, (state) => [...users.each(state, A)])).toHaveLength(1_001)
  })
})

const state = () => new State(openMemoryStore().view())

describe('the permission for something that does not exist', () => {
  const policy = `arn:aws:iam::${B}:policy/x/p`
  const device = `arn:aws:iam::${B}:mfa/x/d`
  it.each([
    ['a user', users, 'ann', { resource: `arn:aws:iam::${A}:user/ann`, context: { c: '1' } }],
    ['a role', roles, 'ann', { resource: `arn:aws:iam::${A}:role/ann`, context: { c: '1' } }],
    ['a policy', policies, policy, { resource: policy, resourceAccount: B, context: { c: '1' } }],
    ['a device', mfaDevices, device, { resource: device, resourceAccount: B, context: { c: '1' } }],
    ['a device by its name', mfaDevices, 'd', { resource: `arn:aws:iam::${A}:mfa/d`, resourceAccount: A, context: { c: '1' } }],
    ['a bucket', buckets, 'data', { resource: 'arn:aws:s3:::data', resourceAccount: A, context: { c: '1', 's3:ResourceAccount': A } }],
  ])('is on %s as named', (_what, { permission }, name, expected) => {
    expect(permission('x:Y', { account: A, name, state: state() }, { c: '1' })).toEqual({ action: 'x:Y', ...expected })
  })
})

describe('the permission for something that exists', () => {
  const tags = { 'aws:ResourceTag/k': 'v', 'iam:ResourceTag/k': 'v' }
  it('is on its actual ARN with its tags, and a denial shows the ARN as named', async () => {
    const store = await storeWith([user('Ann')])
    const named = { account: A, name: 'ANN' }
    const resource = `arn:aws:iam::${A}:user/team/Ann`
    readSnapshot(store, (found) => {
      const asked = { action: 'x:Y', resource, context: tags }
      expect(users.permission('x:Y', { ...named, state: found })).toEqual({ ...asked, named: `arn:aws:iam::${A}:user/ANN` })
      expect(users.permission('x:Y', { ...named, state: found, isSelf: true })).toEqual(asked)
    })
  })
})

describe('the errors of a resource', () => {
  const NO_USER = 'The user with name x cannot be found.'
  it.each([
    ['a user', users, 'NoSuchEntity', NO_USER, 'EntityAlreadyExists', 'User with name x already exists.'],
    ['a role', roles, 'NoSuchEntity', 'The role with name x cannot be found.', 'EntityAlreadyExists', 'Role with name x already exists.'],
    [
      'a policy',
      policies,
      'NoSuchEntity',
      'Policy x was not found.',
      'EntityAlreadyExists',
      'A policy called x already exists. Duplicate names are not allowed.',
    ],
    [
      'a device',
      mfaDevices,
      'NoSuchEntity',
      "VirtualMFADevice with serial number x doesn't exist.",
      'EntityAlreadyExists',
      'MFADevice entity at the same path and name already exists.',
    ],
    [
      'a bucket',
      buckets,
      'NoSuchBucket',
      'The specified bucket does not exist',
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
    ],
  ])('are worded as AWS words them, for %s', (_what, resource, code, message, existsCode, existsMessage) => {
    expect(resource.notFound('x')).toMatchObject({ code, message })
    expect(resource.exists('x')).toMatchObject({ code: existsCode, message: existsMessage })
    expect(() => resource.require(state(), A, 'x')).toThrow(message)
  })
})
