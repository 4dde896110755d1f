import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keySetOf } from '../../testing/identity-providers/token-issuer.js'
import { readKeySet } from '../oidc/verification-keys.js'
import { FetchError } from './fetch-error.js'
import { IssuerKeys, type KeyOwner } from './issuer-keys.js'

const one = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const two = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const OWNER: KeyOwner = { account: '000000000000', issuer: 'https://id.example', thumbprints: [] }
const NO_KEY = { code: 'InvalidIdentityToken', message: expect.stringContaining("Couldn't retrieve verification key") }

/** Keys of an issuer that publishes what the test says, and a clock that the test moves. */
function issuer() {
  const at = {
    elapsed: 0,
    published: { a: one } as Record<string, typeof one>,
    freshFor: 3600,
    fails: undefined as FetchError | undefined,
    fetches: 0,
  }
  const keys = new IssuerKeys({
    elapsed: () => at.elapsed,
    fetch: async () => {
      at.fetches += 1
      if (at.fails !== undefined) throw at.fails
      return { keys: readKeySet(keySetOf(at.published)) ?? [], freshFor: at.freshFor }
    },
  })
  const find = (kid: string | undefined, owner = OWNER) => keys.find(owner, { alg: 'ES256', kid })
  return { at, find }
}

describe('the keys of an issuer', () => {
  it('are fetched once, for all who ask at the same time and later', async () => {
    const { at, find } = issuer()
    for (const found of await Promise.all([find('a'), find('a'), find('a')])) expect(found).toMatchObject({ kid: 'a' })
    at.elapsed += 3_599_999
    expect(await find('a')).toMatchObject({ kid: 'a' })
    expect(at.fetches).toBe(1)
    at.elapsed += 1
    await find('a')
    expect(at.fetches).toBe(2)
  })

  it('tell everyone who waits for a fetch that it does, and nobody else', async () => {
    const { find } = issuer()
    const told: string[] = []
    const asking = (who: string): KeyOwner => ({ ...OWNER, waits: () => void told.push(who) })
    await Promise.all([find('a', asking('first')), find('a', asking('second'))])
    await find('a', asking('later'))
    expect(told).toEqual(['first', 'second'])
  })

  it('are fetched again at once for a key that is not known: keys were changed', async () => {
    const { at, find } = issuer()
    await find('a')
    at.elapsed += 1
    at.published = { b: two }
    expect(await find('b')).toMatchObject({ kid: 'b' })
    expect(await find('a')).toMatchObject(NO_KEY)
    expect(at.fetches).toBe(2)
  })

  it('are fetched once in 30 seconds for a flood of keys that are not known', async () => {
    const { at, find } = issuer()
    await find('a')
    const flood = async () => {
      for (let n = 0; n < 50; n++) expect(await find(`x${n}`)).toMatchObject(NO_KEY)
      for (const found of await Promise.all(Array.from({ length: 50 }, (_, n) => find(`y${n}`)))) expect(found).toMatchObject(NO_KEY)
    }
    at.elapsed += 1
    await flood()
    expect(at.fetches).toBe(2)
    at.elapsed += 29_999
    await flood()
    expect(at.fetches).toBe(2)
    at.elapsed += 1
    await flood()
    expect(at.fetches).toBe(3)
  })

  it('are fetched once by a flood that arrives before there are any', async () => {
    const { at, find } = issuer()
    await Promise.all(Array.from({ length: 50 }, (_, n) => find(`x${n}`)))
    expect(at.fetches).toBe(1)
  })

  it('stay those of the last time for a day while the issuer is down, which is asked every 30 seconds', async () => {
    const { at, find } = issuer()
    await find('a')
    at.fails = new FetchError('answered with status 500')
    at.elapsed += 3_600_000
    for (let n = 0; n < 10; n++) expect(await find('a')).toMatchObject({ kid: 'a' })
    expect(at.fetches).toBe(2)
    at.elapsed += 30_000
    await find('a')
    expect(at.fetches).toBe(3)
    at.elapsed = 86_400_000
    expect(await find('a')).toMatchObject({ kid: 'a' })
    at.elapsed += 1
    expect(await find('a')).toMatchObject(NO_KEY)
    at.elapsed += 30_000
    at.fails = undefined
    expect(await find('a')).toMatchObject({ kid: 'a' })
  })

  it('are missing while an issuer that never answered is down, which is asked every 5 seconds', async () => {
    const { at, find } = issuer()
    at.fails = new FetchError('cannot be reached (ECONNREFUSED)')
    for (let n = 0; n < 10; n++) expect(await find('a')).toMatchObject({ ...NO_KEY, explanation: expect.stringContaining('ECONNREFUSED') })
    expect(at.fetches).toBe(1)
    at.elapsed += 5_000
    at.fails = undefined
    expect(await find('a')).toMatchObject({ kid: 'a' })
  })

  it('are worth another try only where the issuer did not answer in time', async () => {
    const { at, find } = issuer()
    at.fails = new FetchError('did not answer in time', { mayPass: true })
    expect(await find('a')).toMatchObject({ code: 'IDPCommunicationError' })
  })

  it('have the error of AWS where no thumbprint matches', async () => {
    const { at, find } = issuer()
    at.fails = new FetchError('has a certificate', { thumbprint: true })
    expect(await find('a')).toMatchObject({
      code: 'InvalidIdentityToken',
      message: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    })
  })

  it('of a provider with thumbprints are never used for one with others, nor those of another issuer', async () => {
    const { at, find } = issuer()
    await find('a', { ...OWNER, thumbprints: ['0'.repeat(40)] })
    at.published = { b: two }
    expect(await find('a')).toMatchObject(NO_KEY)
    expect(await find('a', { ...OWNER, issuer: 'https://id.example/' })).toMatchObject(NO_KEY)
    expect(await find('a', { ...OWNER, thumbprints: ['0'.repeat(40)] })).toMatchObject({ kid: 'a' })
  })

  it('are refused where several could be meant', async () => {
    const { at, find } = issuer()
    at.published = { a: one, b: two }
    expect(await find(undefined)).toMatchObject({ ...NO_KEY, explanation: expect.stringContaining('several') })
  })

  it('are fetched for other accounts too while the issuers of one account never answer', async () => {
    const answers: (() => void)[] = []
    const asked: string[] = []
    const keys = new IssuerKeys({
      elapsed: () => 0,
      fetch: ({ issuer }) => {
        asked.push(issuer)
        const fetched = { keys: readKeySet(keySetOf({ a: one })) ?? [], freshFor: 3600 }
        return issuer.includes('slow') ? new Promise((done) => answers.push(() => done(fetched))) : Promise.resolve(fetched)
      },
    })
    const find = (account: string, issuer: string) => keys.find({ account, issuer, thumbprints: [] }, { alg: 'ES256', kid: 'a' })
    const flood = (account: string) => Array.from({ length: 100 }, (_, n) => find(account, `https://slow-${account}-${n}.example`))
    const found = ['1', '2', '3'].flatMap(flood)
    expect(asked.filter((issuer) => issuer.includes('slow-1'))).toHaveLength(16)
    expect(asked.length).toBeLessThan(32)
    expect(await find('4', 'https://id.example')).toMatchObject({ kid: 'a' })
    for (const answer of answers) answer()
    const kinds = (await Promise.all(found)).map((one) => ('kid' in one ? 'found' : one.code))
    expect(kinds.filter((kind) => kind === 'found')).toHaveLength(asked.length - 1)
    expect(new Set(kinds)).toEqual(new Set(['found', 'IDPCommunicationError']))
  })

  it('of other accounts stay known while one account asks for those of 2,000 issuers', async () => {
    const { at, find } = issuer()
    await find('a')
    await find('a', { ...OWNER, account: '1', issuer: 'https://first.example' })
    for (let n = 0; n < 2_000; n++) await find('a', { ...OWNER, account: '1', issuer: `https://id-${n}.example` })
    expect(at.fetches).toBe(2_002)
    await find('a')
    expect(at.fetches).toBe(2_002)
    await find('a', { ...OWNER, account: '1', issuer: 'https://first.example' })
    expect(at.fetches).toBe(2_003)
  })

  it('that are not known are fetched as soon as there is room again', async () => {
    let isSlow = false
    let published: Record<string, typeof one> = { a: one }
    let wall = 0
    const answers: (() => void)[] = []
    const keys = new IssuerKeys({
      elapsed: () => wall,
      fetch: ({ issuer }) => {
        const fetched = { keys: readKeySet(keySetOf(published)) ?? [], freshFor: 3600 }
        return isSlow && issuer !== OWNER.issuer ? new Promise((done) => answers.push(() => done(fetched))) : Promise.resolve(fetched)
      },
    })
    const find = (kid: string, issuer = OWNER.issuer) => keys.find({ ...OWNER, issuer }, { alg: 'ES256', kid })
    await find('a')
    wall += 1
    isSlow = true
    published = { b: two }
    const found = Array.from({ length: 40 }, (_, n) => find('a', `https://slow-${n}.example`))
    expect(await find('b')).toMatchObject(NO_KEY)
    for (const answer of answers) answer()
    await Promise.all(found)
    expect(await find('b')).toMatchObject({ kid: 'b' })
  })
})
