import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { countedIds } from '../../../testing/counted-ids.js'
import { newSecret, SERVICES } from './credential-secret.js'

describe('newSecret', () => {
  it.each(Object.keys(SERVICES))('has 256 random bits, no two the same, and is kept as its digest: %s', (service) => {
    const ids = countedIds()
    const named = { service, name: 'ann-at-000000000000' }
    const [one, other] = [newSecret(ids, named), newSecret(ids, named)]
    expect(one.secret).not.toBe(other.secret)
    expect(one.digest).toBe(createHash('sha256').update(one.secret).digest('base64'))
    expect(one.digest).not.toContain(one.secret.slice(0, 8))
  })

  it('is a password for one service, an API key with its name for another', () => {
    const ids = countedIds()
    const password = /^[A-Za-z0-9+/]{43}=$/
    const named = { name: 'ann-at-000000000000' }
    expect(newSecret(ids, { service: 'codecommit.amazonaws.com', ...named }).secret).toMatch(password)
    for (const [service, letters] of [
      ['bedrock.amazonaws.com', 'ABSK'],
      ['logs.amazonaws.com', 'ACWL'],
    ] as const) {
      const { secret } = newSecret(ids, { service, ...named })
      const [name, ...rest] = Buffer.from(secret.slice(letters.length), 'base64').toString().split(':')
      expect([secret.slice(0, 4), name, rest]).toEqual([letters, named.name, [expect.stringMatching(password)]])
    }
  })
})
