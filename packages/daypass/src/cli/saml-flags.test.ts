import { describe, expect, it } from 'vitest'
import { type SamlFlags, samlOf } from './saml-flags.js'

describe('the flags about SAML', () => {
  it('change nothing where none is given', () => {
    expect(samlOf({})).toEqual({})
  })

  it('give times in seconds, recipients and the rule for replay', () => {
    const samlRecipient = ['https://login.example.com/saml', 'http://127.0.0.1:4566/saml']
    expect(samlOf({ samlClockSkew: '0', samlMaxAge: '3600', samlRecipient, samlReplay: 'strict' })).toEqual({
      ...{ clockSkew: 0, longestAge: 3_600_000, recipients: samlRecipient, replay: 'strict' },
    })
  })

  it.each<[string, SamlFlags, string]>([
    ['a clock skew of 301 seconds', { samlClockSkew: '301' }, 'from 0 to 300'],
    ['a clock skew that is negative', { samlClockSkew: '-1' }, 'from 0 to 300'],
    ['a clock skew in words', { samlClockSkew: '1m' }, 'from 0 to 300'],
    ['an age of 29 seconds', { samlMaxAge: '29' }, 'from 30 to 3600'],
    ['an age of more than an hour', { samlMaxAge: '3601' }, 'from 30 to 3600'],
    ['a recipient that is not a URL', { samlRecipient: ['login.example.com'] }, 'must be the URL'],
    ['a recipient of another scheme', { samlRecipient: ['urn:amazon:webservices'] }, 'must be the URL'],
    ['a recipient with a fragment', { samlRecipient: ['https://login.example.com/#x'] }, 'must be the URL'],
    ['a recipient with a space', { samlRecipient: ['https://login.example.com/ '] }, 'must be the URL'],
    ['21 recipients', { samlRecipient: Array.from({ length: 21 }, (_, n) => `https://x/${n}`) }, '20 times at most'],
  ])('refuse %s', (_what, flags, message) => {
    expect(() => samlOf(flags)).toThrow(message)
  })
})
