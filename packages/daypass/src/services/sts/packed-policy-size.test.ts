import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { packedPolicySize } from './packed-policy-size.js'

describe('packedPolicySize', () => {
  it('is nothing for nothing, grows with what is passed, and goes over 100 for what does not fit', () => {
    const small = packedPolicySize('{"Version":"2012-10-17"}', [])
    const larger = packedPolicySize('{"Version":"2012-10-17"}', ['arn:aws:iam::aws:policy/ReadOnlyAccess'])
    expect(packedPolicySize(undefined, [])).toBe(0)
    expect(small).toBeGreaterThan(0)
    expect(larger).toBeGreaterThan(small)
    expect(packedPolicySize(randomBytes(4096).toString('hex'), [])).toBeGreaterThan(100)
  })
})
