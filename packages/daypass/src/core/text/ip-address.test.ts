import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mappedGroups, SPELLING_CHOICES, spell } from '../../testing/address-spelling.js'
import { canonicalAddress, readAddressRange } from './ip-address.js'

describe('the canonical form of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:102:304', '1.2.3.4'],
    ['0:0:0:0:0:ffff:1.2.3.4', '1.2.3.4'],
    ['0000:0000:0000:0000:0000:ffff:0102:0304', '1.2.3.4'],
    ['::0:ffff:1.2.3.4', '1.2.3.4'],
    ['0::ffff:0102:0304', '1.2.3.4'],
    ['::1', '::1'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0db8:0000:0001:0000:0000:0000:0001', '2001:db8:0:1::1'],
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['fe80::', 'fe80::'],
    ['64:ff9b::1.2.3.4', '64:ff9b::102:304'],
    ['2002:102:304::1', '2002:102:304::1'],
    ['::5efe:1.2.3.4', '::5efe:102:304'],
    ['fe80::5efe:1.2.3.4', 'fe80::5efe:102:304'],
    ['::ffff:0:0:0:1', '::ffff:0:0:0:1'],
  ])('of %s is %s', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected)
  })

  it.each([
    '',
    ' 1.2.3.4',
    '1.2.3.4 ',
    '1.2.3',
    '1.2.3.04',
    '0x1.2.3.4',
    '16909060',
    '1.2.3.4:80',
    '[::1]',
    '::1%lo',
    'fe80::1%eth0',
    '1::2::3',
    '1.2.3.4/32',
    'unknown',
    '::',
    '::1.2.3.4',
    '::102:304',
    '::ffff:0:1.2.3.4',
    '::ffff:0:102:304',
  ])('is undefined for %j', (text) => {
    expect(canonicalAddress(text)).toBeUndefined()
  })
})

const group = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) })
const groups = fc.array(group, { minLength: 8, maxLength: 8 })
const octets = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 })
const choices = fc.array(fc.nat(100), { minLength: SPELLING_CHOICES, maxLength: SPELLING_CHOICES })

describe('every spelling of one address', () => {
  it('has the same canonical form, which is canonical itself', () => {
    fc.assert(
      fc.property(groups, choices, choices, (address, one, other) => {
        const [first, second] = [spell(address, one), spell(address, other)]
        expect([isIPv6(first), isIPv6(second)]).toEqual([true, true])
        const canonical = canonicalAddress(first)
        expect(canonicalAddress(second)).toBe(canonical)
        expect(canonical === undefined ? undefined : canonicalAddress(canonical)).toBe(canonical)
      }),
    )
  })

  it('is IPv4 for every mapped address', () => {
    fc.assert(
      fc.property(octets, choices, (address, chosen) => {
        expect(canonicalAddress(spell(mappedGroups(address), chosen))).toBe(address.join('.'))
      }),
    )
  })

  it('agrees with how URLs normalize it', () => {
    fc.assert(
      fc.property(groups, choices, (address, chosen) => {
        const spelling = spell(address, chosen)
        const canonical = canonicalAddress(spelling)
        if (canonical?.includes(':')) expect(new URL(`http://[${spelling}]`).hostname).toBe(`[${canonical}]`)
      }),
    )
  })
})

describe('a range of addresses', () => {
  it.each([
    ['10.0.0.0/8', { address: '10.0.0.0', family: 'ipv4', prefix: 8 }],
    ['10.0.0.1', { address: '10.0.0.1', family: 'ipv4', prefix: 32 }],
    ['0.0.0.0/0', { address: '0.0.0.0', family: 'ipv4', prefix: 0 }],
    ['2001:DB8::/32', { address: '2001:db8::', family: 'ipv6', prefix: 32 }],
    ['::/0', { address: '::', family: 'ipv6', prefix: 0 }],
    ['::1', { address: '::1', family: 'ipv6', prefix: 128 }],
    ['::ffff:10.0.0.0/104', { address: '10.0.0.0', family: 'ipv4', prefix: 8 }],
    ['0:0:0:0:0:FFFF:10.0.0.1', { address: '10.0.0.1', family: 'ipv4', prefix: 32 }],
  ])('is parsed from %s', (text, range) => {
    expect(readAddressRange(text)).toEqual(range)
  })

  it.each([
    '10.0.0.0/',
    '/8',
    '10.0.0.0/0x0',
    '10.0.0.0/1e0',
    '10.0.0.0/ 8',
    '10.0.0.0/8 ',
    '10.0.0.0/+8',
    '10.0.0.0/-0',
    '10.0.0.0/08',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '::1/129',
    '::ffff:10.0.0.0/90',
    'fe80::1%eth0',
    'fe80::1%eth0/64',
    'proxy.example',
    '',
  ])('is not parsed from %j', (text) => {
    expect(readAddressRange(text)).toBeUndefined()
  })
})
