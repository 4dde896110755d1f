import { describe, expect, it } from 'vitest'
import { sessionKeys } from './session-keys.js'

const ISSUED = Date.UTC(2026, 0, 15, 9)

function keysAfter(milliseconds: number, mfaAt?: number) {
  const keys = new Map<string, string | readonly string[]>()
  sessionKeys(keys, { issuedAt: ISSUED, mfaAt }, ISSUED + milliseconds)
  return Object.fromEntries(keys)
}

describe('the keys of temporary credentials', () => {
  const issued = { 'aws:tokenissuetime': '2026-01-15T09:00:00Z' }

  it('say when they were issued, and false if no second factor was used', () => {
    expect(keysAfter(90_500)).toEqual({ ...issued, 'aws:multifactorauthpresent': 'false' })
  })

  it('say of a session of AssumeRoot that it is one, and of no other', () => {
    const keys = new Map<string, string | readonly string[]>()
    sessionKeys(keys, { issuedAt: ISSUED, kind: 'assume-root' }, ISSUED)
    expect(Object.fromEntries(keys)).toEqual({ ...issued, 'aws:multifactorauthpresent': 'false', 'aws:assumedroot': 'true' })
    for (const kind of ['role', 'get-session-token', 'federation-token']) {
      const others = new Map<string, string | readonly string[]>()
      sessionKeys(others, { issuedAt: ISSUED, kind }, ISSUED)
      expect(others.has('aws:assumedroot')).toBe(false)
    }
  })

  it.each([
    ['in whole seconds', 90_500, ISSUED, '90'],
    ['as zero at first', 0, ISSUED, '0'],
    ['as zero when the clock was moved back', 90_500, ISSUED + 100_000, '0'],
  ])('give the age of a second factor %s', (_, after, mfaAt, age) => {
    expect(keysAfter(after, mfaAt)).toEqual({ ...issued, 'aws:multifactorauthpresent': 'true', 'aws:multifactorauthage': age })
  })
})
