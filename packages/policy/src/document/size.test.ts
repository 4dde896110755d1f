import { describe, expect, it } from 'vitest'
import { policySizeLimit } from './kinds.js'
import { policySize } from './size.js'

describe('policySize', () => {
  it('does not count white space, inside strings neither', () => {
    expect(policySize('{ "a b" :\t\r\n1 }')).toBe(8)
  })

  it('counts characters or bytes when asked', () => {
    expect(policySize(' aé€😀', 'characters')).toBe(6)
    expect(policySize(' aé€😀', 'bytes')).toBe(new TextEncoder().encode(' aé€😀').length)
  })

  it.each([
    ['identity', 10_240, 'non-whitespace'],
    ['managed', 6_144, 'non-whitespace'],
    ['trust', 2_048, 'non-whitespace'],
    ['session', 2_048, 'characters'],
    ['s3-bucket', 20_480, 'bytes'],
  ] as const)('has a limit for %s policies', (kind, size, measure) => {
    expect(policySizeLimit(kind)).toEqual({ size, measure })
  })
})
