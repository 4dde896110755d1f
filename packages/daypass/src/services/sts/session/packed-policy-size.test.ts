import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { packedPolicySize } from './packed-policy-size.js'

const numbered = (count: number, tag: (index: number) => [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => tag(index)))

describe('packedPolicySize', () => {
  it('is nothing for nothing, grows with what is passed, and goes over 100 for what does not fit', () => {
    const policy = '{"Version":"2012-10-17"}'
    const small = packedPolicySize({ policy })
    const larger = packedPolicySize({ policy, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] })
    const tagged = packedPolicySize({ policy, policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], tags: { team: 'platform' } })
    expect(packedPolicySize({})).toBe(0)
    expect(packedPolicySize({ policyArns: [], tags: {} })).toBe(0)
    expect(small).toBeGreaterThan(0)
    expect(larger).toBeGreaterThan(small)
    expect(tagged).toBeGreaterThan(larger)
    expect(packedPolicySize({ policy: randomBytes(4096).toString('hex') })).toBeGreaterThan(100)
  })

  it('has room for 50 tags of the usual size, and none for 50 of the largest', () => {
    expect(packedPolicySize({ tags: numbered(50, (i) => [`kubernetes-label-${i}`, `some-workload-${i * 7}`]) })).toBeLessThan(100)
    const large = numbered(50, (i) => [`k${i}${randomBytes(60).toString('hex')}`, randomBytes(128).toString('hex')])
    expect(packedPolicySize({ tags: large })).toBeGreaterThan(100)
  })
})
