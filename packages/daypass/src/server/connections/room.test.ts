import { afterEach, describe, expect, it } from 'vitest'
import { readBody } from '../../core/body.js'
import { WireError } from '../../core/error.js'
import type { Answer, Request } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { tooLarge } from '../../testing/too-large.js'
import { trustProxies } from '../proxies.js'
import { listen } from '../server.js'
import type { ConnectionLimits } from './limits.js'

const running: (() => Promise<void>)[] = []
const opened: RawSocket[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.cut()
  for (const stop of running.splice(0)) await stop()
})

/** Reads every body whole, of 10 MB at most. */
async function serve({ body }: Request): Promise<Answer> {
  const text = await readBody(body, 10_000_000, tooLarge).then(
    (bytes) => `read ${bytes.length} bytes`,
    (error: unknown) => (error instanceof WireError ? error.code : String(error)),
  )
  return { status: 200, headers: {}, body: `${text}.` }
}

/** The same for bodies that arrive chunk by chunk. */
const serveChunks = (request: Request): Promise<Answer> =>
  serve({ ...request, body: { [Symbol.asyncIterator]: () => request.body[Symbol.asyncIterator]() } })

async function serving(limits: Partial<ConnectionLimits>, how: { serve?: typeof serve; trusted?: string[] } = {}) {
  const { installation } = stubInstallation(how.serve ?? serve)
  const proxies = trustProxies(how.trusted ?? [])
  const listening = await listen(installation, {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    proxies,
    dev: false,
    limits: { drain: 100, ...limits },
  })
  running.push(() => listening.drain())
  return async (): Promise<RawSocket> => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`)
    opened.push(socket)
    return socket
  }
}

const head = (length: number): string => `POST /p HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${length}\r\n\r\n`
const CHUNKED = 'POST /p HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n'
const GET = 'GET /g HTTP/1.1\r\nHost: localhost\r\n\r\n'

describe.each([
  ['read at once', serve],
  ['read by chunks', serveChunks],
])('arriving bodies that are %s', (_how, reading) => {
  const limits = { heldBytes: 100_000, freeBytes: 4_096 }

  it('share one amount of memory: those beyond it get the error of an overloaded AWS service, and the connection ends', async () => {
    const open = await serving(limits, { serve: reading })
    const refused: RawSocket[] = []
    for (let one = 0; one < 6; one++) refused.push((await open()).write(head(500_000) + 'x'.repeat(60_000)))
    // At most one of them fits.
    const told = refused.map((socket) => socket.sees('ServiceUnavailable.').then(() => socket.closed()))
    for (const text of (await allButOne(told)) as string[]) expect(text).toMatch(/Connection: close/i)
  })

  it('always leave memory for small ones', async () => {
    const open = await serving(limits, { serve: reading })
    for (let one = 0; one < 3; one++) (await open()).write(head(500_000) + 'x'.repeat(60_000))
    const small = await open()
    small.write(head(4_000) + 'x'.repeat(2_000))
    await (await open()).write(GET).sees('read 0 bytes.')
    expect(small.received).toBe('')
    await small.write('x'.repeat(2_000)).sees('read 4000 bytes.')
  })

  it('free their memory when they were answered, and when their client has disconnected', async () => {
    const open = await serving(limits, { serve: reading })
    for (let round = 0; round < 8; round++) {
      const gone = await open()
      gone.write(head(500_000) + 'x'.repeat(50_000))
      gone.cut()
      const whole = await open()
      whole.write(head(50_000) + 'x'.repeat(25_000))
      await (await open()).write(GET).sees('read 0 bytes.')
      await whole.write('x'.repeat(25_000)).sees('.')
      expect(whole.received).toContain('read 50000 bytes.')
    }
  })

  it('in chunks of a byte count with their own size only', async () => {
    const open = await serving(limits, { serve: reading })
    const socket = await open()
    socket.write(`${CHUNKED}${'1\r\na\r\n'.repeat(900)}`)
    await socket.write('0\r\n\r\n').sees('read 900 bytes.')
  })
})

describe('the memory for arriving bodies', () => {
  const from = (address: string, length: number): string => head(length).replace('\r\n', `\r\nX-Forwarded-For: ${address}\r\n`)

  it('has a share for each address, so that no client takes it from the others', async () => {
    const open = await serving({ heldBytes: 100_000, heldBytesPerAddress: 40_000 }, { trusted: ['127.0.0.0/8'] })
    const kept = (await open()).write(from('192.0.2.1', 90_000) + 'x'.repeat(30_000))
    await (await open()).write(GET).sees('read 0 bytes.')
    await (await open()).write(from('192.0.2.1', 90_000) + 'x'.repeat(30_000)).sees('ServiceUnavailable.')
    const other = (await open()).write(from('192.0.2.2', 30_000) + 'x'.repeat(20_000))
    await (await open()).write(GET).sees('read 0 bytes.')
    await other.write('x'.repeat(10_000)).sees('read 30000 bytes.')
    expect(kept.received).toBe('')
  })

  it('counts the network of an IPv6 address as one', async () => {
    const open = await serving({ heldBytesPerAddress: 40_000 }, { trusted: ['127.0.0.0/8'] })
    ;(await open()).write(from('2001:db8::1', 90_000) + 'x'.repeat(30_000))
    await (await open()).write(GET).sees('read 0 bytes.')
    await (await open()).write(from('2001:db8::2', 90_000) + 'x'.repeat(30_000)).sees('ServiceUnavailable.')
  })

  it('is separate for authenticated senders', async () => {
    const believing = (request: Request): Promise<Answer> => {
      if (request.headers['x-signed'] !== undefined) request.body.believed?.()
      return serve(request)
    }
    const open = await serving({ heldBytes: 100_000 }, { serve: believing })
    const signed = (length: number): string => head(length).replace('\r\n', '\r\nX-Signed: yes\r\n')
    const stalled = async (bytes: string): Promise<RawSocket> => {
      const socket = (await open()).write(bytes)
      await (await open()).write(GET).sees('read 0 bytes.')
      return socket
    }
    const unsigned = await stalled(head(60_000) + 'x'.repeat(40_000))
    const believed = await stalled(signed(60_000) + 'x'.repeat(40_000))
    for (const line of [head, signed]) await (await open()).write(line(90_000) + 'x'.repeat(70_000)).sees('ServiceUnavailable.')
    for (const socket of [unsigned, believed]) await socket.write('x'.repeat(20_000)).sees('read 60000 bytes.')
    for (const line of [head, signed]) await (await open()).write(line(60_000) + 'x'.repeat(60_000)).sees('read 60000 bytes.')
  })
})

it('bodies that arrived whole with their headers count as well, while their request is processed', async () => {
  let goOn = () => {}
  const isLetGo = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const slow = async (request: Request): Promise<Answer> => {
    const answer = await serve(request)
    if (request.path === '/slow') await isLetGo
    return answer
  }
  const open = await serving({ heldBytes: 30_000 }, { serve: slow })
  const slowest = await open()
  slowest.write(head(25_000).replace('/p', '/slow') + 'x'.repeat(25_000))
  await (await open()).write(GET).sees('read 0 bytes.')
  await (await open()).write(head(25_000) + 'x'.repeat(25_000)).sees('ServiceUnavailable.')
  await (await open()).write(head(4_000) + 'x'.repeat(4_000)).sees('read 4000 bytes.')
  goOn()
  await slowest.sees('read 25000 bytes.')
  await (await open()).write(head(25_000) + 'x'.repeat(25_000)).sees('read 25000 bytes.')
})

it('a form in a huge number of tiny chunks is rejected as too large', async () => {
  const open = await serving({})
  const socket = await open()
  await socket.write(`${CHUNKED}${'1\r\na\r\n'.repeat(30_000)}`).sees('TooLarge.')
  await socket.closed()
})

/** The results of all but one of these promises. */
function allButOne<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  return new Promise((resolve) => {
    const done: T[] = []
    for (const promise of promises) {
      promise.then(
        (value) => {
          if (done.push(value) === promises.length - 1) resolve(done)
        },
        () => undefined,
      )
    }
  })
}

describe('connections', () => {
  it('beyond the number for one address close the one that has been idle for longest', async () => {
    const open = await serving({ connectionsPerAddress: 3 })
    const [first, second, third] = [await open(), await open(), await open()]
    for (const socket of [second, first, third]) await socket.write(GET).sees('read 0 bytes.')
    const fourth = await open()
    await second.closed()
    await fourth.write(GET).sees('read 0 bytes.')
    expect([first.isOpen, third.isOpen]).toEqual([true, true])
  })

  it('that are busy are not closed for a new one, which is rejected', async () => {
    let begun = () => {}
    const counted = (request: Request): Promise<Answer> => {
      begun()
      return serve(request)
    }
    const open = await serving({ connections: 2 }, { serve: counted })
    const busy = [await open(), await open()]
    for (const socket of busy) {
      const isBegun = new Promise<void>((resolve) => {
        begun = resolve
      })
      socket.write(`${head(6)}abc`)
      await isBegun
    }
    await (await open()).closed()
    for (const socket of busy) await socket.write('def').sees('read 6 bytes.')
  })

  it('from a trusted proxy count in the total only', async () => {
    const open = await serving({ connectionsPerAddress: 1, connections: 3 }, { trusted: ['127.0.0.0/8'] })
    const three = [await open(), await open(), await open()]
    for (const socket of three) await socket.write(GET).sees('read 0 bytes.')
    const fourth = await open()
    await fourth.write(GET).sees('read 0 bytes.')
    await three[0]?.closed()
  })

  it('do not count after they closed, even thousands of them', async () => {
    const open = await serving({ connections: 4, connectionsPerAddress: 2 })
    for (let one = 0; one < 300; one++) {
      const socket = await open()
      await socket.write(GET).sees('read 0 bytes.')
      if (one % 2 === 0) socket.cut()
    }
  })
})
