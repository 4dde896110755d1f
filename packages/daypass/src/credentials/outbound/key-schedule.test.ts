import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SigningAlgorithm } from '../../core/ids.js'
import type { OutboundRecord } from '../../directory/iam/outbound-federation.js'
import { ACCOUNT, START, world } from '../../testing/world.js'
import { KEY_LEAD, KEY_LIFETIME, publishedAt, renewKeys, SIGNING_ALGORITHMS, signingKeyAt, TOKEN_REACH } from './key-schedule.js'

const key = (createdAt: number, algorithm: SigningAlgorithm = 'ES384') => ({ algorithm, createdAt })
const times = (keys: readonly { createdAt: number }[]) => keys.map(({ createdAt }) => createdAt)
const NEW: OutboundRecord = { account: ACCOUNT, issuerId: 'some-issuer', keys: [] }

describe('the schedule of signing keys', () => {
  const second = KEY_LIFETIME

  it.each([
    ['the first one at once', [0], 0, 0],
    ['the old one when its successor has just been published', [0, second], second, 0],
    ['the old one until the lead time is over', [0, second], second + KEY_LEAD - 1, 0],
    ['the successor after that', [0, second], second + KEY_LEAD, second],
    ['the first one when the clock is before all of them', [10, second], 0, 10],
  ])('signs with %s', (_which, made, now, signs) => {
    expect(
      signingKeyAt(
        made.map((time) => key(time)),
        'ES384',
        now,
      ).createdAt,
    ).toBe(signs)
  })

  it('signs with a key of the requested algorithm, or throws', () => {
    const keys = [key(0), key(5, 'RS256')]
    expect(signingKeyAt(keys, 'RS256', 5)).toBe(keys[1])
    expect(() => signingKeyAt([key(0)], 'RS256', 5)).toThrow('holds no RS256 key')
  })

  it.each([
    ['the only one forever', [0], 100 * KEY_LIFETIME, [0]],
    ['both until the last token of the old one has expired', [0, second], second + KEY_LEAD + TOKEN_REACH, [0, second]],
    ['only the successor after that', [0, second], second + KEY_LEAD + TOKEN_REACH + 1, [second]],
  ])('publishes %s', (_which, made, now, published) => {
    expect(
      times(
        publishedAt(
          made.map((time) => key(time)),
          now,
        ),
      ),
    ).toEqual(published)
  })

  it('does not let a successor of one algorithm retire a key of another', () => {
    const keys = [key(0, 'RS256'), key(second)]
    expect(publishedAt(keys, 100 * KEY_LIFETIME)).toEqual(keys)
  })

  it('publishes the key of a token for the lifetime of the token', () => {
    const gaps = fc.array(fc.integer({ min: KEY_LIFETIME, max: 3 * KEY_LIFETIME }), { minLength: 1, maxLength: 5 })
    const life = fc.integer({ min: 0, max: 3_600_000 })
    fc.assert(
      fc.property(gaps, life, fc.nat({ max: 12 * KEY_LIFETIME }), (apart, lives, signedAt) => {
        const madeAt = apart.map((_, index) => apart.slice(0, index + 1).reduce((sum, gap) => sum + gap))
        const keys = [key(0), ...madeAt.map((time) => key(time))]
        const known = keys.filter(({ createdAt }) => createdAt <= signedAt)
        const signer = signingKeyAt(known, 'ES384', signedAt)
        expect(publishedAt(known, signedAt)).toContain(signer)
        expect(publishedAt(keys, signedAt + lives)).toContain(signer)
        if (signer !== keys[0]) expect(signer.createdAt + KEY_LEAD).toBeLessThanOrEqual(signedAt)
      }),
    )
  })
})

describe('renewing keys', () => {
  const renewAt = async (here: Awaited<ReturnType<typeof world>>, record: OutboundRecord, now: number) =>
    here.change((state) => renewKeys({ ring: here.ring, ids: here.ids, state }, record, now))

  it('makes one key of each algorithm for a new issuer, and no more before their lifetime is over', async () => {
    const here = await world()
    const made = await renewAt(here, NEW, START)
    expect(made.keys.map(({ algorithm, createdAt }) => [algorithm, createdAt])).toEqual(SIGNING_ALGORITHMS.map((name) => [name, START]))
    expect(await renewAt(here, made, START + KEY_LIFETIME - 1)).toBe(made)
  })

  it('makes successors when the lifetime is over, and removes unneeded keys at the next renewal', async () => {
    const here = await world()
    const first = await renewAt(here, NEW, 0)
    const second = await renewAt(here, first, KEY_LIFETIME)
    expect(times(second.keys)).toEqual([0, 0, KEY_LIFETIME, KEY_LIFETIME])
    const third = await renewAt(here, second, 2 * KEY_LIFETIME)
    expect(times(third.keys)).toEqual([KEY_LIFETIME, KEY_LIFETIME, 2 * KEY_LIFETIME, 2 * KEY_LIFETIME])
    expect(new Set([...second.keys, ...third.keys].map(({ kid }) => kid)).size).toBe(6)
  })
})
