import { afterEach, describe, expect, it } from 'vitest'
import type { Answer, Request } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { trustProxies } from '../proxies.js'
import { listen } from '../server.js'

const opened: RawSocket[] = []
afterEach(() => {
  for (const socket of opened.splice(0)) socket.cut()
})

async function serving(serve: (request: Request) => Promise<Answer>, linger = 100_000) {
  const limits = { linger, drain: 100, checkEvery: 10, lastWords: 30 }
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits }
  const listening = await listen(stubInstallation(serve).installation, options)
  let accepted = 0
  const open = async (): Promise<RawSocket> => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`)
    opened.push(socket)
    accepted += 1
    // Of one that is still in the queue of the system nobody knows: it ends with the listener.
    while (listening.figures().connections.accepted < accepted) await new Promise((resolve) => setImmediate(resolve))
    return socket
  }
  return { ...listening, open }
}

const ok = async (): Promise<Answer> => ({ status: 200, headers: {}, body: 'served.' })
const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

describe('a server that others take the place of', () => {
  it('accepts no connection, and answers on those that it has once more, as the last time', async () => {
    const { open, retire } = await serving(ok)
    const socket = await open()
    expect(await socket.write(get('/a')).sees('served.')).not.toContain('Connection: close')
    const retired = retire()
    await expect(open()).rejects.toThrow('ECONNREFUSED')
    expect(await socket.write(get('/b')).closed()).toMatch(/Connection: close\r\n[\s\S]*served\.$/)
    await retired
  })

  it('answers all requests that had arrived together', async () => {
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    let goOn = () => {}
    const free = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const { open, retire } = await serving(async ({ path }) => {
      begin()
      await free
      return { status: 200, headers: {}, body: `${path}.` }
    })
    const socket = (await open()).write(get('/a') + get('/b') + get('/c'))
    await begun
    const retired = retire()
    goOn()
    const all = await socket.closed()
    expect(['/a.', '/b.', '/c.'].map((body) => all.includes(body))).toEqual([true, true, true])
    expect(all.split('Connection: close')).toHaveLength(2)
    await retired
  })

  it('closes connections that bring no request', async () => {
    const { open, retire } = await serving(ok, 20)
    const socket = await open()
    await retire()
    expect(await socket.closed()).toBe('')
  })

  it('is ready for probes meanwhile, and can still be told to drain', async () => {
    const { open, retire, drain } = await serving(ok)
    const [probe, quiet] = [await open(), await open()]
    const retired = retire()
    expect(await probe.write(get('/readyz')).closed()).toMatch(/^HTTP\/1\.1 200 /)
    await drain()
    await retired
    expect(await quiet.closed()).toBe('')
  })

  it('waits for a request whose client has gone', async () => {
    let goOn = () => {}
    const free = new Promise<void>((resolve) => {
      goOn = resolve
    })
    let begin = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const { open, retire } = await serving(async () => {
      begin()
      await free
      return ok()
    }, 20)
    const socket = (await open()).write(get('/a'))
    await begun
    let isOver = false
    const retired = retire().then(() => (isOver = true))
    socket.cut()
    await socket.closed().catch(() => undefined)
    await new Promise((resolve) => setImmediate(resolve))
    expect(isOver).toBe(false)
    goOn()
    await retired
  })
})
