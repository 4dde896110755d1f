import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countedIds } from '../testing/counted-ids.js'
import { newAccessKeyId, newSecretAccessKey, newUniqueId, systemIds } from './ids.js'
import { accountOfKeyId, encodeKeyId } from './key-id.js'

const account = fc.integer({ min: 0, max: 999_999_999_999 }).map((number) => String(number).padStart(12, '0'))

describe('an id that carries its account', () => {
  it.each([
    ['ASIAY34FZKBOKMUTVV7A', '609629065308'],
    ['AKIA6RVFFB77RE7OLMKI', '999999999999'],
  ])('%s belongs to %s (published key ids)', (id, expected) => {
    expect(accountOfKeyId(id)).toBe(expected)
  })

  it.each(['AKIAIOSFODNN7EXAMPLE', 'AKIAJQABLZS4A3QDU576', 'AKIA', '', 'akiaqaaaaaaa2222aaaa', 'AKIAQAAAAAA18888AAAA'])(
    '%j does not carry an account',
    (id) => {
      expect(accountOfKeyId(id)).toBeUndefined()
    },
  )

  it('begins like AWS ids of the same account', () => {
    expect(encodeKeyId('AKIA', '123456789012', new Uint8Array(5))).toMatch(/^AKIARZPUZDIK/)
    expect(encodeKeyId('AKIA', '000000000000', new Uint8Array(5))).toMatch(/^AKIAQAAAAAAA/)
  })

  it('returns its account, for any account and random bytes', () => {
    fc.assert(
      fc.property(account, fc.uint8Array({ minLength: 5, maxLength: 6 }), (id, random) => {
        expect(accountOfKeyId(encodeKeyId('AROA', id, random))).toBe(id)
      }),
    )
  })

  it('has 20 characters for keys and 21 for users and roles, and secrets have 40', () => {
    const ids = systemIds()
    expect(newAccessKeyId(ids, 'AKIA', '123456789012')).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(newUniqueId(ids, 'AIDA', '123456789012')).toMatch(/^AIDA[A-Z2-7]{17}$/)
    expect(newSecretAccessKey(ids)).toMatch(/^[A-Za-z0-9/+]{40}$/)
  })

  it('differs every time', () => {
    const ids = systemIds()
    const drawn = new Set(Array.from({ length: 5_000 }, () => newAccessKeyId(ids, 'ASIA', '000000000000')))
    expect(drawn.size).toBe(5_000)
    const counted = countedIds()
    expect(new Set(Array.from({ length: 500 }, () => newAccessKeyId(counted, 'ASIA', '000000000000'))).size).toBe(500)
  })
})
