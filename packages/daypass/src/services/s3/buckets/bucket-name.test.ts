import { describe, expect, it } from 'vitest'
import { isBucketName } from './bucket-name.js'

describe('a bucket name', () => {
  it.each(['abc', 'a.b', 'my-bucket', '0-9', 'a'.repeat(63), '1.2.3.4.5', 'xn-a', '192.168.1'])('may be %s', (name) => {
    expect(isBucketName(name)).toBe(true)
  })
  it.each([
    ['', 'empty'],
    ['ab', 'too short'],
    ['a'.repeat(64), 'too long'],
    ['Abc', 'with a capital letter'],
    ['a_b', 'with an underscore'],
    ['-abc', 'beginning with a hyphen'],
    ['abc-', 'ending with a hyphen'],
    ['.abc', 'beginning with a dot'],
    ['abc.', 'ending with a dot'],
    ['a..b', 'with two dots'],
    ['192.168.1.1', 'an address'],
    ['xn--abc', 'with a reserved beginning'],
    ['sthree-abc', 'with a reserved beginning'],
    ['amzn-s3-demo-abc', 'with a reserved beginning'],
    ['abc-s3alias', 'with a reserved ending'],
    ['abc--ol-s3', 'with a reserved ending'],
    ['abc.mrap', 'with a reserved ending'],
    ['abc--x-s3', 'with a reserved ending'],
    ['abc--table-s3', 'with a reserved ending'],
    ['a/b', 'with a slash'],
    ['abc\n', 'with a line break'],
    ['äbc', 'outside ASCII'],
  ])('may not be %j: %s', (name) => {
    expect(isBucketName(name)).toBe(false)
  })
})
