import { scryptSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { countedIds } from '../../testing/counted-ids.js'
import { PasswordHashing } from './password-hashing.js'

const CHEAP = { N: 2, r: 1, p: 1 }
const request = (account = '000000000000') => ({ input: {}, account })

describe('hashes of passwords', () => {
  it('are those of scrypt, with all it takes to compute them again', async () => {
    const made = await new PasswordHashing(countedIds()).hash(request(), 'Pass-word1')
    expect(made).toMatchObject({ algorithm: 'scrypt', N: 32_768, r: 8, p: 3 })
    const { N, r, p, salt } = made
    const again = scryptSync('Pass-word1', Buffer.from(salt, 'base64'), 32, { N, r, p, maxmem: 2 ** 27 })
    expect(made.hash).toBe(again.toString('base64'))
    expect(Buffer.from(salt, 'base64')).toHaveLength(16)
  })

  it('tell the password from every other', async () => {
    const hashing = new PasswordHashing(countedIds(), CHEAP)
    const stored = await hashing.hash(request(), 'one')
    expect(await hashing.matches(request(), 'one', stored)).toBe(true)
    for (const wrong of ['One', 'one ', '', 'two']) expect(await hashing.matches(request(), wrong, stored)).toBe(false)
    expect(await hashing.matches(request(), 'one', { ...stored, hash: stored.hash.slice(4) })).toBe(false)
  })

  it('have a salt for each user, and are the same when a request runs again', async () => {
    const hashing = new PasswordHashing(countedIds(), CHEAP)
    const same = request()
    const [first, again, other] = [await hashing.hash(same, 'one'), await hashing.hash(same, 'one'), await hashing.hash(request(), 'one')]
    expect(again).toEqual(first)
    expect(other.salt).not.toBe(first.salt)
    expect(other.hash).not.toBe(first.hash)
  })

  it('keep the salt of the one before while they cost the same, and can be checked when they do not', async () => {
    const before = await new PasswordHashing(countedIds(), { N: 4, r: 1, p: 1 }).hash(request(), 'one')
    const hashing = new PasswordHashing(countedIds(), CHEAP)
    expect(await hashing.matches(request(), 'one', before)).toBe(true)
    const [moved, kept] = [await hashing.hash(request(), 'two', before), await hashing.hash(request(), 'two')]
    expect(moved).toMatchObject(CHEAP)
    expect((await hashing.hash(request(), 'three', kept)).salt).toBe(kept.salt)
  })

  it('are refused when too many are asked for at once', async () => {
    const hashing = new PasswordHashing(countedIds(), CHEAP)
    const asked = await Promise.allSettled(Array.from({ length: 30 }, (_, n) => hashing.hash(request(`${n}`), `${n}`)))
    const refused = asked.filter(({ status }) => status === 'rejected')
    expect(refused).toHaveLength(12)
    expect(refused[0]).toMatchObject({ reason: { code: 'ServiceUnavailable' } })
    await hashing.hash(request(), 'later')
  })

  it('leave turns for others: an account gets six, and again when they are done', async () => {
    const hashing = new PasswordHashing(countedIds(), CHEAP)
    const ofOne = Promise.allSettled(Array.from({ length: 10 }, (_, n) => hashing.hash(request('one'), `${n}`)))
    const ofOther = hashing.hash(request('other'), 'x')
    expect((await ofOne).map(({ status }) => status)).toEqual([...Array(6).fill('fulfilled'), ...Array(4).fill('rejected')])
    await ofOther
    await hashing.hash(request('one'), 'later')
  })
})
