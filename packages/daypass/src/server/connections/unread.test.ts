import { afterEach, describe, expect, it } from 'vitest'
import type { Answer, Request } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { trustProxies } from '../proxies.js'
import { listen } from '../server.js'
import type { ConnectionLimits } from './limits.js'
import { UnreadAnswers } from './unread-answers.js'

const running: (() => Promise<void>)[] = []
const opened: RawSocket[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.cut()
  for (const stop of running.splice(0)) await stop()
})

async function serving(serve: (request: Request) => Promise<Answer>, limits: Partial<ConnectionLimits> = {}) {
  const { installation } = stubInstallation(serve)
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits: { drain: 100, ...limits } }
  const listening = await listen(installation, options)
  running.push(() => listening.drain())
  return async (): Promise<RawSocket> => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`)
    opened.push(socket)
    return socket
  }
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const answer = (body: Answer['body']): Answer => ({ status: 200, headers: {}, body })

describe('answers that their clients do not take', () => {
  /** More than the operating system takes of one answer. */
  const big = 'x'.repeat(12_000_000)

  it.each([
    ['all clients together', { unreadBytes: 30_000_000, unreadBytesPerAddress: 30_000_000 }],
    ['one address', { unreadBytesPerAddress: 30_000_000 }],
  ])('are dropped, those idle for longest first, when there are too many for %s', async (_who, limits) => {
    const open = await serving(async ({ path }) => answer(path === '/small' ? 'small.' : big), limits)
    const unread = [await open(), await open(), await open(), await open()]
    for (const socket of unread) {
      socket.stopReading().write(get('/big'))
      await (await open()).write(get('/small')).sees('small.')
    }
    for (const socket of unread.slice(0, 2)) expect((await socket.reads().closed()).length).toBeLessThan(big.length)
    for (const socket of unread.slice(2)) await socket.reads().sees(big)
  })

  it('do not affect those that are read', async () => {
    const open = await serving(async () => answer(big), { unreadBytes: 15_000_000 })
    for (let round = 0; round < 5; round++) {
      const socket = await open()
      await socket.write(get('/big')).sees(big)
    }
  })
})

describe('a long answer', () => {
  it.each([
    ['of ASCII', 'abcdefg'.repeat(40_000)],
    ['of characters that take several bytes', '€😀x'.repeat(60_000)],
    ['of characters that take several bytes, shifted', `a${'😀'.repeat(90_000)}`],
  ])('%s arrives unchanged, with its length', async (_what, text) => {
    const open = await serving(async ({ path }) => answer(path === '/text' ? text : Buffer.from(text)))
    const socket = await open()
    const bytes = Buffer.from(text).toString('latin1')
    for (const path of ['/text', '/bytes']) {
      socket.received = ''
      await socket.write(get(path)).sees(bytes)
      expect(socket.received).toMatch(new RegExp(`Content-Length: ${bytes.length}\r\n`))
      expect(socket.received.split('\r\n\r\n')[1]).toBe(bytes)
    }
  })
})

describe('the memory for unread answers', () => {
  const most = { all: 100, perAddress: 60 }
  function room() {
    const unread = new UnreadAnswers(most)
    const gone: string[] = []
    const keep = (name: string, bytes: number, sourceIp: string) => unread.keep({ bytes, sourceIp, giveUp: () => gone.push(name) })
    return { unread, gone, keep }
  }

  it('is freed by those of the same address, where it has more than its share', () => {
    const { gone, keep } = room()
    keep('other', 30, '192.0.2.1')
    keep('first', 30, '192.0.2.2')
    keep('second', 30, '192.0.2.2')
    keep('third', 10, '192.0.2.2')
    expect(gone).toEqual(['first'])
  })

  it('is freed by clients that have taken nothing for longest', () => {
    const { unread, gone, keep } = room()
    const first = keep('first', 30, '192.0.2.1')
    keep('second', 30, '192.0.2.2')
    keep('third', 30, '192.0.2.3')
    unread.moved(first)
    keep('fourth', 30, '192.0.2.4')
    expect(gone).toEqual(['second'])
  })

  it('is free again, once, when an answer was taken', () => {
    const { unread, gone, keep } = room()
    const first = keep('first', 50, '192.0.2.1')
    unread.settle(first)
    unread.settle(first)
    keep('second', 60, '192.0.2.1')
    keep('third', 40, '192.0.2.3')
    expect(gone).toEqual([])
    keep('fourth', 10, '192.0.2.4')
    expect(gone).toEqual(['second'])
  })

  it('is not freed for an answer that can never fit', () => {
    const { unread, gone, keep } = room()
    const huge = keep('huge', 101, '192.0.2.1')
    unread.settle(huge)
    keep('usual', 60, '192.0.2.1')
    keep('other', 40, '192.0.2.2')
    expect(gone).toEqual(['huge'])
  })
})

describe('an answer that is an object', () => {
  it('is cut off when its time is over, although the client goes on reading', async () => {
    let isReleased = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          yield Buffer.alloc(64)
          await new Promise((resolve) => setImmediate(resolve))
        }
      } finally {
        isReleased = true
      }
    }
    const { installation } = stubInstallation(async () => ({ status: 200, headers: {}, body: endless() }))
    const limits = { drain: 100, checkEvery: 10, headers: 50, wholeRequest: 50 }
    const { port, drain } = await listen(installation, {
      host: '127.0.0.1',
      port: 0,
      tls: undefined,
      proxies: trustProxies([]),
      dev: false,
      limits,
    })
    const socket = await RawSocket.open(`http://127.0.0.1:${port}`)
    const received = await socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n').closed()
    expect(received).toMatch(/^HTTP\/1\.1 200 OK/)
    // Broken, not ended: the client must notice that it has not got everything.
    expect(received).not.toMatch(/\r\n0\r\n\r\n$/)
    await drain()
    expect(isReleased).toBe(true)
  })
})
