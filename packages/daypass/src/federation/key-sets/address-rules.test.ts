import { describe, expect, it } from 'vitest'
import { mayCall } from './address-rules.js'

describe('mayCall', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:830::200e'])('calls the public address %s', (address) => {
    expect(mayCall(address, 'public')).toBe(true)
    expect(mayCall(address, 'any')).toBe(true)
    expect(mayCall(address, 'loopback')).toBe(false)
  })

  it.each([
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '198.18.0.1',
    '192.0.2.1',
    'fd00::1',
    '2001:db8::1',
    '2001:10::1',
    '64:ff9b::8.8.8.8',
  ])('calls the private address %s only where private ones are allowed', (address) => {
    expect(mayCall(address, 'public')).toBe(false)
    expect(mayCall(address, 'any')).toBe(true)
    expect(mayCall(address, 'loopback')).toBe(false)
  })

  it.each(['127.0.0.1', '127.255.255.255', '::1'])('calls %s as loopback too', (address) => {
    expect(mayCall(address, 'public')).toBe(false)
    expect(mayCall(address, 'any')).toBe(true)
    expect(mayCall(address, 'loopback')).toBe(true)
  })

  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    'id.example',
    '',
    '127.1',
    '8.8.8.8 ',
    '::127.0.0.1',
    '::ffff:0:a9fe:a9fe',
    '2001::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b::a83f:8110',
    '64:ff9b:1::a9fe:a9fe',
    'fd00:ec2::254',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    'fd00:42::42',
    'fd00:a9fe:a9fe::1',
    'fd00:100::100:200',
    '168.63.129.16',
    '100.100.100.200',
  ])('never calls "%s"', (address) => {
    for (const range of ['public', 'any', 'loopback'] as const) expect(mayCall(address, range)).toBe(false)
  })
})
