import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { notePeer, trustProxies } from './proxies.js'

function from(remoteAddress: string, headers: Record<string, string> = {}) {
  const socket = { remoteAddress } as Socket
  notePeer(socket)
  return [{ socket } as IncomingMessage, headers] as const
}

describe('the source address of a request', () => {
  it('is the peer, whatever its headers say, unless the peer is a trusted proxy', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }
    expect(trustProxies([]).origin(...from('10.0.0.1', headers))).toEqual({ sourceIp: '10.0.0.1', secure: false })
    expect(trustProxies(['10.0.0.2']).origin(...from('10.0.0.1', headers))).toEqual({ sourceIp: '10.0.0.1', secure: false })
    expect(trustProxies([]).origin(...from('::ffff:192.0.2.7')).sourceIp).toBe('192.0.2.7')
  })

  it.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['a client that forged a hop', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['two trusted hops', '203.0.113.9, 10.0.0.8', '203.0.113.9'],
    ['a port', '1.2.3.4, 203.0.113.9:51234', '203.0.113.9'],
    ['brackets', '1.2.3.4, [2001:db8::1]:443', '2001:db8::1'],
    ['mapped IPv4', '1.2.3.4, ::FFFF:203.0.113.9', '203.0.113.9'],
    ['hexadecimal mapped IPv4', '1.2.3.4, ::ffff:cb00:7109', '203.0.113.9'],
    ['mapped IPv4 with every zero', '1.2.3.4, 0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['mapped IPv4 in brackets', '1.2.3.4, [0::FFFF:cb00:7109]:443', '203.0.113.9'],
    ['IPv6 in capitals with leading zeros', '1.2.3.4, 2001:0DB8:0:0::0001', '2001:db8::1'],
    ['IPv4-compatible IPv6, which is another spelling of IPv4', '1.2.3.4, ::203.0.113.9', ''],
    ['IPv4-translated IPv6, which is another spelling of IPv4', '1.2.3.4, ::ffff:0:203.0.113.9', ''],
    ['a trusted hop in mapped IPv4', '203.0.113.9, 0:0:0:0:0:ffff:10.0.0.8', '203.0.113.9'],
    ['an invalid address, for which requests are rejected', '1.2.3.4, unknown', ''],
    ['a trailing comma', '1.2.3.4,', ''],
    ['a zone', '1.2.3.4, fe80::1%eth0', ''],
    ['one trusted hop only', '10.0.0.9', '10.0.0.9'],
    ['trusted hops only, of which the first counts', '10.0.0.9, 10.0.0.8, 10.0.0.7', '10.0.0.9'],
    ['an empty entry before trusted hops', ', 10.0.0.8', ''],
    ['nothing', '', '10.0.0.1'],
  ])('comes from a trusted proxy: %s', (_what, forwarded, expected) => {
    expect(trustProxies(['10.0.0.0/8']).origin(...from('10.0.0.1', { 'x-forwarded-for': forwarded })).sourceIp).toBe(expected)
  })

  it.each([
    ['https', true],
    ['http', false],
    ['https,http', false],
    ['', false],
  ])('is secure when a trusted proxy says %j: %s', (proto, secure) => {
    expect(trustProxies(['10.0.0.0/8']).origin(...from('10.0.0.1', { 'x-forwarded-proto': proto })).secure).toBe(secure)
  })

  it.each([
    '10.0.0.0/33',
    'proxy.example',
    '10.0.0.0/8/8',
    '::1/129',
    '',
    '10.0.0.0/',
    '10.0.0.0/0x0',
    '10.0.0.0/1e0',
    '10.0.0.0/ 8',
    '10.0.0.0/08',
    '10.0.0.0/+8',
    'fe80::1%eth0',
  ])('refuses to trust %j', (entry) => {
    expect(() => trustProxies([entry])).toThrow(RangeError)
  })

  it('is the link-local peer without the name of the interface', () => {
    expect(trustProxies([]).origin(...from('fe80::1%eth0')).sourceIp).toBe('fe80::1')
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    expect(trustProxies(['fe80::/10']).origin(...from('fe80::1%eth0', headers)).sourceIp).toBe('203.0.113.9')
  })

  it('recognizes a trusted proxy in every spelling of its range', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    for (const range of ['::ffff:10.0.0.0/104', '0:0:0:0:0:FFFF:a00:1', '10.0.0.1'])
      expect(trustProxies([range]).origin(...from('::ffff:10.0.0.1', headers)).sourceIp).toBe('203.0.113.9')
  })

  it('is the address that the connection was accepted from, even when it has closed since', () => {
    const socket: { remoteAddress: string | undefined } = { remoteAddress: '192.0.2.7' }
    notePeer(socket as Socket)
    socket.remoteAddress = undefined
    expect(trustProxies([]).origin({ socket: socket as Socket }, {}).sourceIp).toBe('192.0.2.7')
    expect(trustProxies([]).origin({ socket: {} as Socket }, {}).sourceIp).toBe('')
  })
})
