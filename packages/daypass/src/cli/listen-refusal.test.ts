import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireFreeAddress } from '../server/free-address.js'
import { listenRefusal } from './listen-refusal.js'

let taken: Server
let port = 0
beforeAll(async () => {
  taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  port = (taken.address() as { port: number }).port
})
afterAll(() => void taken.close())

const attempt = (host: string, at: number) =>
  requireFreeAddress({ host, port: at }).catch((error: unknown) => listenRefusal(error, { host, port: at }))

describe('an address to listen on', () => {
  it('is left free again', async () => {
    expect([await attempt('127.0.0.1', 0), await attempt('127.0.0.1', 0)]).toEqual([undefined, undefined])
  })

  it('is told in words when it is in use', async () => {
    expect(await attempt('127.0.0.1', port)).toMatchObject({
      code: 'StartRefused',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use.`),
    })
  })

  it("is told in words when it is none of this machine (192.0.2.0/24 is nobody's, RFC 5737)", async () => {
    expect(await attempt('192.0.2.1', 0)).toMatchObject({
      code: 'StartRefused',
      message: expect.stringContaining('192.0.2.1 is not an address of this machine.'),
    })
  })

  it.each([
    ['EACCES', 'listen', 'This user may not listen on port'],
    ['ENOTFOUND', 'getaddrinfo', 'does not resolve to an address'],
    ['EAI_AGAIN', 'getaddrinfo', 'does not resolve to an address'],
    ['EAFNOSUPPORT', 'listen', 'does not support addresses like'],
    ['EINVAL', 'listen', 'The server cannot listen on'],
  ])('is told in words when %s of %s is in the way', (code, syscall, says) => {
    const error = Object.assign(new Error(code), { code, syscall })
    expect(listenRefusal(error, { host: 'h', port: 80 })).toMatchObject({
      code: 'StartRefused',
      message: expect.stringContaining(says),
      cause: error,
    })
  })

  it('does not put its name to other errors', () => {
    for (const error of [new TypeError('defect'), Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open' }), undefined])
      expect(listenRefusal(error, { host: 'h', port: 80 })).toBe(error)
  })
})
