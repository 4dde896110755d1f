import { describe, expect, it } from 'vitest'
import { s3DomainsOf, sigV2PresignOf } from './serve-flags.js'

const flags = { host: '', store: 'memory' }

describe('whether S3 accepts signatures of version 2', () => {
  it.each([
    ['on loopback', {}, true, true],
    ['on loopback, behind a proxy', { trustedProxy: ['127.0.0.1'] }, true, false],
    ['elsewhere', {}, false, false],
    ['elsewhere, by the flag', { s3Sigv2Presign: true }, false, true],
    ['behind a proxy, by the flag', { s3Sigv2Presign: true, trustedProxy: ['127.0.0.1'] }, true, true],
  ])('%s', (_, given, isLoopback, expected) => {
    expect(sigV2PresignOf({ ...flags, ...given }, isLoopback)).toBe(expected)
  })
})

describe('the domains below which names are buckets', () => {
  it('are those of --s3-domain, the longest first', () => {
    expect(s3DomainsOf({ s3Domain: ['a.test', 'S3.a.test'] })).toEqual(['s3.a.test', 'a.test'])
    expect(s3DomainsOf({})).toEqual([])
  })

  it('are refused by name', () => {
    expect(() => s3DomainsOf({ s3Domain: ['127.0.0.1'] })).toThrow('--s3-domain 127.0.0.1 must be a domain name of your own')
  })
})
