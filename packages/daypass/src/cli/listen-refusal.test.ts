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
  it('is free again after the check', async () => {
    const found = await attempt('127.0.0.1', 0)
    expect([found, await attempt('127.0.0.1', found as number)]).toEqual([expect.any(Number), found])
  })

  it('has a clear error when it is in use', async () => {
    expect(await attempt('127.0.0.1', port)).toMatchObject({
      code: 'StartupError',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use.`),
    })
  })

  it('has a clear error when this machine does not have it (192.0.2.0/24 is reserved, RFC 5737)', async () => {
    expect(await attempt('192.0.2.1', 0)).toMatchObject({
      code: 'StartupError',
      message: expect.stringContaining('192.0.2.1 is not an address of this machine.'),
    })
  })

  it.each([
    ['EACCES', 'listen', 'This user may not listen on port'],
    ['ENOTFOUND', 'getaddrinfo', 'does not resolve to an address'],
    ['EAI_AGAIN', 'getaddrinfo', 'does not resolve to an address'],
    ['EAFNOSUPPORT', 'listen', 'does not support addresses like'],
    ['EINVAL', 'listen', 'The server cannot listen on'],
  ])('has a clear error when %s of %s prevents it', (code, syscall, says) => {
    const error = Object.assign(new Error(code), { code, syscall })
    expect(listenRefusal(error, { host: 'h', port: 80 })).toMatchObject({
      code: 'StartupError',
      message: expect.stringContaining(says),
      cause: error,
    })
  })

  it('names the flags that gave the address', () => {
    const error = Object.assign(new Error('EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' })
    const flags = { host: '--admin-host', port: '--admin-port' }
    expect(listenRefusal(error, { host: 'h', port: 80 }, flags)).toMatchObject({
      message: 'Port 80 on h is in use. Stop what listens there, or choose another --admin-port.',
    })
  })

  it('does not change other errors', () => {
    for (const error of [new TypeError('defect'), Object.assign(new Error('x'), { code: 'EACCES', syscall: 'open' }), undefined])
      expect(listenRefusal(error, { host: 'h', port: 80 })).toBe(error)
  })
})
