import { describe, expect, it } from 'vitest'
import { policySizeLimit } from './kinds.js'
import { policySize } from './size.js'

describe('policySize', () => {
  it('does not count white space, even inside strings', () => {
    expect(policySize('{ "a b" :\t\r\n1 }')).toBe(8)
  })

  it('counts characters or bytes if told to', () => {
    expect(policySize(' aé€😀', 'characters')).toBe(6)
    expect(policySize(' aé€😀', 'bytes')).toBe(new TextEncoder().encode(' aé€😀').length)
  })

  it.each(['\u007f', '\u0080', '\u0081', '\u07ff', '\u0800', '\u0801', '\uffff', '\u{10000}', '\u{10001}'])(
    'counts the bytes of %j',
    (character) => {
      expect(policySize(character, 'bytes')).toBe(new TextEncoder().encode(character).length)
    },
  )

  it.each([
    ['identity', 10_240, 'non-whitespace'],
    ['managed', 6_144, 'non-whitespace'],
    ['trust', 2_048, 'non-whitespace'],
    ['session', 2_048, 'characters'],
    ['boundary', 6_144, 'non-whitespace'],
    ['s3-bucket', 20_480, 'bytes'],
    ['kms-key', 32_768, 'bytes'],
    ['scp', 10_240, 'characters'],
    ['rcp', 5_120, 'characters'],
  ] as const)('has a limit for %s policies', (kind, size, measure) => {
    expect(policySizeLimit(kind)).toEqual({ size, measure })
  })

  it('has a sum for the inline policies of each owner', () => {
    const sizes = (['user', 'group', 'role'] as const).map((owner) => policySizeLimit('identity', owner).size)
    expect(sizes).toEqual([2_048, 5_120, 10_240])
    expect(policySizeLimit('managed', 'user').size).toBe(6_144)
  })
})
