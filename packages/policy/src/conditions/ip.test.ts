import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../options.js'
import { ipInRange, isNarrowRange } from './ip.js'

const HOW = { variables: true, settings: DEFAULT_SETTINGS }

function inside(range: string, address: string, settings = DEFAULT_SETTINGS): boolean | undefined {
  return ipInRange([range], { ...HOW, settings })?.(address, new Map())
}

describe('ipInRange', () => {
  it.each([
    ['10.10.8.0/21', '10.10.15.254', true],
    ['10.10.8.0/21', '10.10.16.0', false],
    ['203.0.113.5', '203.0.113.5', true],
    ['203.0.113.5', '203.0.113.6', false],
    ['203.0.113.5/32', '203.0.113.5', true],
    ['203.0.113.99/24', '203.0.113.5', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', 'ffff::', true],
    ['128.0.0.0/1', '200.1.1.1', true],
    ['128.0.0.0/1', '100.1.1.1', false],
    ['10.0.0.0/15', '10.1.2.3', true],
    ['10.0.0.0/17', '10.0.128.1', false],
    ['2001:DB8:1234:5678::/64', '2001:db8:1234:5678::42', true],
    ['2001:DB8:1234:5678::/64', '2001:db8:1234:5679::1', false],
    ['2001:db8::1', '2001:0db8:0:0:0:0:0:1', true],
    ['2001:db8::1', '2001:db8::2', false],
    ['2001:db8::2', '2001:db8::3', false],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['::ffff:10.0.0.1', '::ffff:a00:1', true],
    ['10.0.0.1', '::ffff:10.0.0.1', false],
    ['10.12.0.0/16', '10.13.0.1', false],
    ['12.10.0.0/16', '13.10.0.1', false],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304', true],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0', true],
  ])('%s holds %s: %s', (range, address, expected) => {
    expect(inside(range, address)).toBe(expected)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0.0/8 ',
    '10.0.0.0/1e1',
    '10.0.0.0/ 8',
    '/8',
    '010.0.0.1',
    '10.0.0',
    '10.0.0.0.0',
    '256.0.0.1',
    '10.0.0.x',
    '.1.2.3',
    '1..2.3',
    '10.0.0.',
    '1-.0.0.1',
    '10.0.0.9 ',
    '',
    '1::2::3',
  ])('does not accept %j as a range', (range) => {
    expect(ipInRange([range, '10.0.0.0/8'], HOW)).toBeUndefined()
    expect(ipInRange([range], HOW)).toBeUndefined()
  })

  it.each([
    '::/129',
    ':::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'fe80::1%eth0',
    '1.2.3.4::',
    ':1',
    '::1.2.3',
    '::1.2.3.4:5',
    '1:2:3:4::5:6:7:8',
    '1:2:3:4:5::5:6:7:8',
    'g::',
  ])('does not accept %j as IPv6', (text) => {
    expect(inside('::/0', text)).toBe(false)
    expect(inside(text, '::1')).toBeUndefined()
  })

  it('parses an IPv6 address without a prefix as /128, or as /32 if the options say so', () => {
    expect(inside('2001:db8::1', '2001:db8::2', { ...DEFAULT_SETTINGS, bareIpv6Prefix: 32 })).toBe(true)
    expect(inside('10.0.0.1', '10.0.0.2', { ...DEFAULT_SETTINGS, bareIpv6Prefix: 32 })).toBe(false)
  })
})

describe('isNarrowRange', () => {
  it.each([
    ['10.0.0.0/8', true],
    ['0.0.0.0/7', false],
    ['203.0.113.5', true],
    ['2001:db8::/32', true],
    ['2001:db8::/31', false],
    ['somewhere', false],
  ])('judges %s: %s', (range, narrow) => {
    expect(isNarrowRange(range, { ipv4: 8, ipv6: 32 })).toBe(narrow)
  })

  it('treats an address alone as the narrowest range', () => {
    expect(isNarrowRange('203.0.113.5', { ipv4: 32, ipv6: 128 })).toBe(true)
    expect(isNarrowRange('2001:db8::1', { ipv4: 32, ipv6: 128 })).toBe(true)
  })
})
