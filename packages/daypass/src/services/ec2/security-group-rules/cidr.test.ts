import { describe, expect, it } from 'vitest'
import { readCidr4, readCidr6 } from './cidr.js'

describe('a range of addresses', () => {
  it.each([
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['10.1.2.3/32', '10.1.2.3/32'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['192.168.255.255/17', '192.168.128.0/17'],
    ['192.168.255.255/31', '192.168.255.254/31'],
  ])('of IPv4 loses its host bits: %s is %s', (given, kept) => {
    expect(readCidr4(given)).toBe(kept)
  })

  it.each([
    ['::/0', '::/0'],
    ['2001:DB8:0:0:1::1/64', '2001:db8::/64'],
    ['2001:db8:ffff::/33', '2001:db8:8000::/33'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['2001:db8::ffff/127', '2001:db8::fffe/127'],
  ])('of IPv6 loses its host bits: %s is %s', (given, kept) => {
    expect(readCidr6(given)).toBe(kept)
  })

  it.each(['', '10.0.0.0', '10.0.0.0/33', '10.0.0/8', '010.0.0.0/8', '10.0.0.0/08', '10.0.0.0/8 ', '::/0', '::ffff:10.0.0.0/8', 'x/8'])(
    'of IPv4 is not %j',
    (text) => {
      expect(() => readCidr4(text)).toThrow(
        expect.objectContaining({ code: 'InvalidParameterValue', message: `CIDR block ${text} is malformed` }),
      )
    },
  )

  it.each(['', '::', '::/129', '::ffff:10.0.0.0/104', 'fe80::1%eth0/64', '10.0.0.0/8'])('of IPv6 is not %j', (text) => {
    expect(() => readCidr6(text)).toThrow(expect.objectContaining({ code: 'InvalidParameterValue' }))
  })
})
