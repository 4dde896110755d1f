import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { notePeer, trustProxies } from './proxies.js'

function from(remoteAddress: string, headers: Record<string, string> = {}) {
  const socket = { remoteAddress } as Socket
  notePeer(socket)
  return [{ socket } as IncomingMessage, headers] as const
}

describe('where a request came from', () => {
  it('is the peer, whatever it forwards, unless the peer is a trusted proxy', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' }
    expect(trustProxies([]).origin(...from('10.0.0.1', headers))).toEqual({ sourceIp: '10.0.0.1', secure: false })
    expect(trustProxies(['10.0.0.2']).origin(...from('10.0.0.1', headers))).toEqual({ sourceIp: '10.0.0.1', secure: false })
    expect(trustProxies([]).origin(...from('::ffff:192.0.2.7')).sourceIp).toBe('192.0.2.7')
  })

  it.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['a client that made up a hop', '1.2.3.4, 203.0.113.9', '203.0.113.9'],
    ['two trusted hops', '203.0.113.9, 10.0.0.8', '203.0.113.9'],
    ['a port', '1.2.3.4, 203.0.113.9:51234', '203.0.113.9'],
    ['brackets', '1.2.3.4, [2001:db8::1]:443', '2001:db8::1'],
    ['mapped IPv4', '1.2.3.4, ::FFFF:203.0.113.9', '203.0.113.9'],
    ['hexadecimal mapped IPv4', '1.2.3.4, ::ffff:cb00:7109', '203.0.113.9'],
    ['what is no address, for which nobody is served', '1.2.3.4, unknown', ''],
    ['a trailing comma', '1.2.3.4,', ''],
    ['a zone', '1.2.3.4, fe80::1%eth0', ''],
    ['only trusted hops', '10.0.0.9', '10.0.0.1'],
    ['nothing', '', '10.0.0.1'],
  ])('is told by a trusted proxy: %s', (_what, forwarded, expected) => {
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

  it.each(['10.0.0.0/33', 'proxy.example', '10.0.0.0/8/8', '::1/129', ''])('refuses to trust %j', (entry) => {
    expect(() => trustProxies([entry])).toThrow(RangeError)
  })

  it('is the address the connection was accepted from, also when it is gone by now', () => {
    const socket: { remoteAddress: string | undefined } = { remoteAddress: '192.0.2.7' }
    notePeer(socket as Socket)
    socket.remoteAddress = undefined
    expect(trustProxies([]).origin({ socket: socket as Socket }, {}).sourceIp).toBe('192.0.2.7')
    expect(trustProxies([]).origin({ socket: {} as Socket }, {}).sourceIp).toBe('')
  })
})
