import { describe, expect, it } from 'vitest'
import { hoistedHeaders } from './hoisted-headers.js'

describe('headers that a presigner moved into the query', () => {
  it('mean what the header means; those of the signature itself are left out', () => {
    const query = 'X-Amz-Signature=abc&x-amz-checksum-crc32=AAAAAA%3D%3D&X-Amz-Meta-A=b&list-type=2'
    expect(hoistedHeaders(query, {})).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-meta-a': 'b' })
    expect(hoistedHeaders(query, { 'x-amz-meta-a': 'b' })).toHaveProperty('x-amz-meta-a', 'b')
  })

  it('are found however their names are spelt, since the signature holds for every spelling', () => {
    for (const query of ['X%2DAmz%2DMeta%2DA=b', 'x%2damz-meta-a=b', '%78-amz-meta-a=b'])
      expect(hoistedHeaders(query, {})).toEqual({ 'x-amz-meta-a': 'b' })
  })

  it.each([
    ['a name that is no header', 'x-amz-meta-a%20b=v'],
    ['a value that no header can carry', 'x-amz-meta-a=%E2%82%AC'],
    ['a line break in a value', 'x-amz-meta-a=b%0D%0ASet-Cookie:x'],
    ['the trailer of a chunked body', 'x-amz-trailer=x-amz-checksum-crc32'],
    ['the length of a chunked body', 'x-amz-decoded-content-length=5'],
    ['another value than the header has', 'x-amz-acl=private'],
  ])('are refused for %s', (_what, query) => {
    expect(() => hoistedHeaders(query, { 'x-amz-acl': 'public-read' })).toThrow(/cannot be given in the query|is given twice/)
  })
})
