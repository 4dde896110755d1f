import { describe, expect, it } from 'vitest'
import { readForm } from '../wire/read-form.js'
import { hoistedHeaders, requireSmallMetadata } from './hoisted-headers.js'

/** The parameters of a query. */
function read(query: string): ReadonlyMap<string, string> {
  const form = readForm(query)
  if (!form.ok) throw new Error(form.problem.message)
  return form.params
}

describe('headers that a presigner moved into the query', () => {
  it('mean the same as the header; those of the signature itself are left out', () => {
    const query = 'X-Amz-Signature=abc&x-amz-checksum-crc32=NjowIA%3D%3D&X-Amz-Meta-A=b&list-type=2'
    expect(hoistedHeaders(read(query), {})).toEqual({ 'x-amz-checksum-crc32': 'NjowIA==', 'x-amz-meta-a': 'b' })
    expect(hoistedHeaders(read(query), { 'x-amz-meta-a': 'b' })).toHaveProperty('x-amz-meta-a', 'b')
  })

  it.each([
    ['crc32', 'AAAAAA%3D%3D'],
    ['crc32c', 'AAAAAA%3D%3D'],
    ['crc64nvme', 'AAAAAAAAAAA%3D'],
    ['sha1', '2jmj7l5rSw0yVb%2FvlWAYkK%2FYBwk%3D'],
    ['sha256', '47DEQpj8HBSa%2B%2FTImW%2B5JCeuQeRkm5NMpJWZG3hSuFU%3D'],
  ])('are not the checksum %s of no bytes, which the SDK for JavaScript presigns, nor its algorithm', (name, value) => {
    const query = `x-amz-checksum-${name}=${value}&x-amz-sdk-checksum-algorithm=${name.toUpperCase()}&x-amz-meta-a=b`
    expect(hoistedHeaders(read(query), {})).toEqual({ 'x-amz-meta-a': 'b' })
    expect(hoistedHeaders(read(query.replace('=', '=B')), {})).toHaveProperty('x-amz-sdk-checksum-algorithm')
  })

  it('are found in every spelling of their names, because the signature is valid for each', () => {
    for (const query of ['X%2DAmz%2DMeta%2DA=b', 'x%2damz-meta-a=b', '%78-amz-meta-a=b'])
      expect(hoistedHeaders(read(query), {})).toEqual({ 'x-amz-meta-a': 'b' })
  })

  it('may be non-ASCII metadata, which answers return as encoded words', () => {
    expect(hoistedHeaders(read('X-Amz-Meta-A=%E2%82%AC+%C3%A9+%F0%9F%AA%A3'), {})).toEqual({ 'x-amz-meta-a': '€ é \u{1faa3}' })
  })

  it.each([
    ['a name that is not a header name', 'x-amz-meta-a%20b=v'],
    ['a value that a header cannot carry', 'x-amz-storage-class=%E2%82%AC'],
    ['a line break in a value', 'x-amz-meta-a=b%0D%0ASet-Cookie:x'],
    ['the trailer of a chunked body', 'x-amz-trailer=x-amz-checksum-crc32'],
    ['the length of a chunked body', 'x-amz-decoded-content-length=5'],
    ['a value that differs from the header', 'x-amz-acl=private'],
  ])('are refused for %s', (_what, query) => {
    expect(() => hoistedHeaders(read(query), { 'x-amz-acl': 'public-read' })).toThrow(/cannot be given in the query|is given twice/)
  })
})

describe('user metadata in a query', () => {
  const tooLarge = { code: 'MetadataTooLarge', message: 'Your metadata headers exceed the maximum allowed metadata size' }

  it('may have 2,048 bytes of names and values together at most', () => {
    const of = (size: number) => read(`a=${'b'.repeat(9_000)}&x-amz-meta-a=${'b'.repeat(size - 4)}&X-Amz-Meta-C=%C3%A9`)
    expect(() => requireSmallMetadata(of(2_047))).not.toThrow()
    expect(() => requireSmallMetadata(of(2_048))).not.toThrow()
    expect(() => requireSmallMetadata(of(2_049))).toThrow(
      expect.objectContaining({ ...tooLarge, detail: { fields: { Size: '2049', MaxSizeAllowed: '2048' } } }),
    )
  })

  it('is counted in every spelling of its names, and also without values', () => {
    const names = Array.from({ length: 800 }, (_, i) => `%78-AMZ-meta-${1_000 + i}`).join('&')
    expect(() => requireSmallMetadata(read(names))).toThrow(expect.objectContaining(tooLarge))
  })
})
