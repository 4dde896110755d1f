// The mutations in their full number, and what hostile documents cost.
import { describe, expect, it } from 'vitest'
import { agreement } from '../../testing/saml/agreement.js'
import { encoded, signedResponse } from '../../testing/saml/identity-provider.js'
import { RULES, trustOf } from '../../testing/saml/verification.js'
import { verifyResponse } from './verify-response.js'

/** Milliseconds of CPU, the least of several rounds: others use the machine too. */
function cost(work: () => unknown, times = 50): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 8; round++) {
    const before = process.cpuUsage()
    for (let n = 0; n < times; n++) work()
    const { user, system } = process.cpuUsage(before)
    least = Math.min(least, (user + system) / 1_000 / times)
  }
  return least
}

const verify = (text: string) => verifyResponse(text, trustOf(), RULES)

describe('verifyResponse', () => {
  it('41 accepts of 10,000 mutations only those that say what was signed', async () => {
    const { refused, accepted, confirmed } = await agreement(10_000)
    expect(refused + accepted).toBe(10_000)
    expect(confirmed).toBeGreaterThan(100)
  })

  it('costs 3 ms at most for a response with both signed', () => {
    const text = encoded(signedResponse({}, 'both'))
    expect(cost(() => verify(text), 200)).toBeLessThan(3)
  })

  it.each<[string, string, number]>([
    ['100 MB', 'QUFB'.repeat(25_000_000), 5],
    ['a billion laughs', encoded(`<!DOCTYPE a [<!ENTITY a "aa">${'<!ENTITY b "&a;&a;">'.repeat(3_000)}]><a>&b;</a>`), 5],
    ['75 KB of the dearest characters', encoded(`<a>${'&#38;'.repeat(14_990)}</a>`), 50],
    ['elements as many as are read', encoded(`<a>${'<b/>'.repeat(4_998)}</a>`), 50],
    [
      'declarations as many as are read',
      encoded(`<a>${`<b ${Array.from({ length: 60 }, (_, n) => `xmlns:p${n}="u:"`).join(' ')}/>`.repeat(70)}</a>`),
      50,
    ],
    [
      'a response with 4,000 elements in Extensions',
      encoded(signedResponse().replace(/<samlp:Status/, `<samlp:Extensions>${'<x/>'.repeat(4_000)}</samlp:Extensions>$&`)),
      50,
    ],
  ])('refuses or reads %s in %i ms', (_what, text, most) => {
    const before = process.memoryUsage().heapUsed
    expect(cost(() => verify(text), 3)).toBeLessThan(most)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000)
  })
})
