// How a server ends on SIGTERM: each test stops one.
import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { bytesOf, signed } from '../signed-request.js'

/** Milliseconds; the server gives requests in flight ten seconds, but idle connections must not use them up. */
const AT_ONCE = 5_000
const EMPTY = new Uint8Array(0)
const md5 = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex')

async function timed(work: () => Promise<void>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

describe('SIGTERM', () => {
  it('lets an upload in flight finish, answers it, stores it, and ends with 0', async () => {
    const server = await ServerProcess.start()
    const root = signerOf(server, server.rootKey())
    const { endpoint } = server
    await ask(root, { service: 's3', method: 'PUT', path: '/slow-bucket' })
    const body = randomBytes(100_000)
    const headers = ['content-length', String(body.length), 'expect', '100-continue']
    const raw = signed(root, { service: 's3', method: 'PUT', path: '/slow-bucket/slow', body, headers })
    const socket = await RawSocket.open(endpoint)
    socket.write(bytesOf({ ...raw, body: EMPTY }))
    expect(await socket.sees('\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write(body.subarray(0, 50_000))
    const stopped = server.stop()
    await server.saysOnStderr('draining')
    await expect(RawSocket.open(endpoint)).rejects.toThrow('ECONNREFUSED')
    const took = await timed(async () => {
      expect(await socket.write(body.subarray(50_000)).closed()).toContain('HTTP/1.1 200 OK\r\n')
      expect(await stopped).toBe(0)
    })
    await server.restart()
    const kept = await ask(root, { service: 's3', method: 'GET', path: '/slow-bucket/slow' })
    expect(md5(kept.body)).toBe(md5(body))
    await server.close()
    expect(took).toBeLessThan(AT_ONCE)
  })

  it('does not wait for idle connections', async () => {
    const server = await ServerProcess.start()
    const socket = await RawSocket.open(server.endpoint)
    const took = await timed(async () => expect(await server.stop()).toBe(0))
    expect(await socket.closed()).toBe('')
    await server.close()
    expect(took).toBeLessThan(AT_ONCE)
  })

  it('is handled from the moment the server says that it is listening', async () => {
    for (let round = 0; round < 10; round++) {
      const server = await ServerProcess.start()
      expect(await server.stop()).toBe(0)
      await server.close()
    }
  })
})
