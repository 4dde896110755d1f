import { connect } from 'node:net'
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

/** Deadlines that a test can wait for; each test shortens the one that it tests. */
const LONG: Partial<ConnectionLimits> = { drain: 100, checkEvery: 10, lastWords: 30 }

const running: (() => Promise<void>)[] = []
const opened: RawSocket[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.cut()
  for (const stop of running.splice(0)) await stop()
})

async function serving(serve: (request: Request) => Promise<Answer>, limits: Partial<ConnectionLimits> = {}) {
  const stub = stubInstallation(serve)
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits: { ...LONG, ...limits } }
  const listening = await listen(stub.installation, options)
  running.push(() => listening.drain())
  const open = async (): Promise<RawSocket> => {
    const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`, { stubborn: true })
    opened.push(socket)
    return socket
  }
  return { ...listening, stub, open }
}

const ok = async (): Promise<Answer> => ({ status: 200, headers: {}, body: 'served.' })
const get = (path: string, ...headers: string[]): string =>
  `GET ${path} HTTP/1.1\r\n${['Host: localhost', ...headers].join('\r\n')}\r\n\r\n`
const post = (...headers: string[]): string => `POST /p HTTP/1.1\r\n${['Host: localhost', ...headers].join('\r\n')}\r\n\r\n`

/** A service that reads a body whole, as forms and JSON are read. */
const whole = async (request: Request): Promise<Answer> => ({ status: 200, headers: {}, body: `${await textOf(request)}.` })
const textOf = ({ body }: Request): Promise<string> =>
  readBody(body, 100_000, tooLarge).then(
    (bytes) => `read ${bytes.length} bytes`,
    (error: unknown) => (error instanceof WireError ? `${error.code}: ${error.message}` : String(error)),
  )

/** A service that reads a body whole but as a stream, as XML is read. */
const wholeByChunks = async (request: Request): Promise<Answer> => {
  const { collect: _, ...body } = { collect: undefined, [Symbol.asyncIterator]: () => request.body[Symbol.asyncIterator]() }
  return whole({ ...request, body })
}

describe('bytes that are not a request to a service', () => {
  const rows: [what: string, bytes: string, status: string, error: string][] = [
    ['an unknown expectation', get('/x', 'Expect: a-miracle'), '417', 'ExpectationFailed'],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n', '501', 'NotImplemented'],
    ['a transfer coding besides chunked', post('Transfer-Encoding: gzip, chunked'), '501', 'NotImplemented'],
    ['a body that is chunked twice', post('Transfer-Encoding: chunked, chunked'), '400', 'BadRequest'],
    ['transfer codings in several headers', post('Transfer-Encoding: gzip', 'Transfer-Encoding: chunked'), '501', 'NotImplemented'],
    ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400', 'BadRequest'],
    ['garbage', 'garbage\r\n\r\n', '400', 'BadRequest'],
    ['another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400', 'BadRequest'],
    ['headers that are too large', `GET / HTTP/1.1\r\nx: ${'a'.repeat(70_000)}`, '431', 'BadRequest'],
    ['more headers than are accepted', get('/x', ...Array.from({ length: 350 }, () => 'a:')), '400', 'BadRequest'],
    // Node.js 22 and later rejects these itself; version 20 drops those beyond the limit.
    ['more headers than are kept', get('/x', ...Array.from({ length: 5_000 }, () => 'a:')), '400|431', 'BadRequest'],
    ['headers that stop half-way', 'GET / HTTP/1.1\r\nHost: loc', '408', 'RequestTimeout'],
  ]
  it.each(rows)(
    'such as %s get an answer of daypass, a line in the audit, and the end of their connection',
    async (_what, bytes, status, error) => {
      const { open, stub } = await serving(ok, { headers: 100 })
      const socket = await open()
      await socket.write(bytes).sees('</Error>')
      const all = await socket.trickles('x')
      expect(all).toMatch(new RegExp(`^HTTP/1\\.1 (?:${status}) [^]*Connection: close\r\n`))
      expect(all.match(/HTTP\/1\.1 /g)).toHaveLength(1)
      expect(stub.recorded).toMatchObject([
        { service: 'http', status: Number(all.slice(9, 12)), code: error, request: { sourceIp: '127.0.0.1' } },
      ])
    },
  )

  it('are not answered while the audit cannot be written', async () => {
    const { open, stub } = await serving(ok)
    stub.flush = () => {
      throw new Error('the disk is full')
    }
    for (const bytes of ['garbage\r\n\r\n', get('/x', 'Expect: a-miracle'), 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n']) {
      expect(await (await open()).write(bytes).trickles('x')).toBe('')
    }
  })

  it('are answered after the requests before them, never in their place', async () => {
    const { open, stub } = await serving(ok)
    const socket = await open()
    const all = await socket.write(`${get('/1')}${get('/2')}garbage\r\n\r\n`).trickles('x')
    expect(all.match(/HTTP\/1\.1 \d+|served/g)).toEqual(['HTTP/1.1 200', 'served', 'HTTP/1.1 200', 'served', 'HTTP/1.1 400'])
    expect(stub.recorded.map(({ service }) => service).sort()).toEqual(['http', 's3', 's3'])
  })

  it('such as an invalid body end their request, and those after it', async () => {
    const { open, stub } = await serving(whole)
    const socket = await open()
    const all = await socket.write(`${post('Transfer-Encoding: chunked')}5\r\nhello\r\nzz\r\n`).trickles('x')
    expect(all.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    expect(stub.recorded.map(({ service }) => service)).toContain('http')
  })

  it('get the same answer when the request before them is still waiting', async () => {
    const { open } = await serving(whole)
    const socket = await open()
    const all = await socket.write(`${get('/1')}${post('Transfer-Encoding: chunked')}5\r\nhello\r\nzz\r\n`).trickles('x')
    expect(all.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 400'])
  })

  it('do not include an upgrade, which may be ignored: its request goes to its service', async () => {
    const { open, stub } = await serving(ok)
    const socket = await open()
    socket.write(get('/x', 'Connection: Upgrade', 'Upgrade: websocket'))
    await socket.sees('served.')
    expect(stub.recorded).toMatchObject([{ service: 's3' }])
  })

  it('do not include what follows an upgrade request: that request is the last, and its answer says so', async () => {
    for (const later of [false, true]) {
      const { open, stub } = await serving(ok)
      const socket = await open()
      const [first, second] = [get('/x', 'Connection: Upgrade', 'Upgrade: h2c'), get('/swallowed')]
      socket.write(later ? first : first + second)
      await socket.sees('served.')
      if (later) socket.write(second)
      const all = await socket.finish().closed()
      expect(all).toMatch(/^HTTP\/1\.1 200 [\s\S]*Connection: close\r\n/)
      expect(all.match(/HTTP\/1\.1 /g)).toHaveLength(1)
      expect(stub.recorded.map(({ request }) => request.path)).toEqual(['/x'])
    }
  })

  it('do not include an empty connection, which is closed without an answer', async () => {
    const { open, stub } = await serving(ok, { headers: 50 })
    const socket = await open()
    await socket.ended()
    expect(await socket.trickles('x')).toBe('')
    expect(stub.recorded).toEqual([])
  })
})

describe('a slow client', () => {
  it.each([
    ['read at once', whole],
    ['read by chunks', wholeByChunks],
  ])('with a body that is %s is rejected after a deadline for the whole body, and the connection ends', async (_how, serve) => {
    const { open } = await serving(serve, { smallBody: 60 })
    const socket = await open()
    const all = await socket.write(`${post('Content-Length: 90000')}a`).trickles('b')
    expect(all).toMatch(/^HTTP\/1\.1 200 [\s\S]*MalformedInput: The request body did not arrive in time\.\.$/)
  })

  it('with a body that streams is not subject to that deadline', async () => {
    const { open } = await serving(
      async (request) => {
        if (request.path === '/p') return whole(request)
        request.body.flows?.()
        return wholeByChunks(request)
      },
      { smallBody: 50 },
    )
    const object = await open()
    object.write(`PUT /object HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6\r\n\r\nabc`)
    const form = await open()
    await form.write(`${post('Content-Length: 6')}abc`).sees('did not arrive in time')
    expect(object.received).toBe('')
    await object.write('def').sees('read 6 bytes.')
  })

  it('that sends nothing is disconnected in every state', async () => {
    const { open } = await serving(
      async (request) => {
        request.body.flows?.()
        return wholeByChunks(request)
      },
      { silence: 50 },
    )
    const idle = await open()
    idle.write(get('/x'))
    await idle.sees('read 0 bytes.')
    const upload = await open()
    upload.write(`${post('Content-Length: 900')}a`)
    await Promise.all([upload.ended(), idle.ended()])
    await Promise.all([upload.trickles('x'), idle.trickles('x')])
  })

  it('that does not read its download is disconnected, and the object is released', async () => {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    async function* object(): AsyncGenerator<Uint8Array, void, undefined> {
      try {
        for (;;) yield Buffer.alloc(65_536)
      } finally {
        release()
      }
    }
    const { open } = await serving(async () => ({ status: 200, headers: {}, body: object() }), { silence: 50 })
    ;(await open()).stopReading().write(get('/object'))
    await released
  })

  it('that does not take its answer is disconnected', async () => {
    let begun = () => {}
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const big = 'x'.repeat(30_000_000)
    const { open, drain } = await serving(
      async () => {
        begun()
        return { status: 200, headers: {}, body: big }
      },
      { answer: 50, drain: 100_000 },
    )
    running.splice(0)
    const socket = await open()
    socket.stopReading().write(get('/big'))
    await isBegun
    // A request in flight delays the drain: this resolves once the client was disconnected.
    await drain()
  })

  it('that does not take its answer is disconnected even if it keeps sending', async () => {
    const { open } = await serving(async () => ({ status: 413, headers: {}, body: 'too large' }), { answer: 50 })
    const socket = await open()
    const all = await socket.write(`${post('Content-Length: 900000')}a`).trickles('a')
    expect(all).toMatch(/^HTTP\/1\.1 413 [\s\S]*Connection: close\r\n/)
  })
})

describe('a client that has closed its side', () => {
  it('after a whole request reads the answer, and then the end', async () => {
    const { open } = await serving(whole)
    const socket = await open()
    expect(
      await socket
        .write(`${post('Content-Length: 3')}abc`)
        .finish()
        .closed(),
    ).toContain('read 3 bytes.')
  })

  it('in the middle of headers or a body gets an error, and is disconnected', async () => {
    const { open } = await serving(whole)
    for (const bytes of ['GET / HTTP/1.1\r\nHo', `${post('Content-Length: 30')}abc`]) {
      expect(await (await open()).write(bytes).finish().closed()).toMatch(/^HTTP\/1\.1 400 /)
    }
  })

  it('without sending anything, or after its answer, is disconnected at once', async () => {
    const { open } = await serving(ok)
    expect(await (await open()).finish().closed()).toBe('')
    const socket = await open()
    await socket.write(get('/x')).sees('served.')
    await socket.finish().closed()
  })
})

describe('a client that sends its whole body before it reads', () => {
  const refusing = async (): Promise<Answer> => ({ status: 403, headers: {}, body: 'refused.' })
  const megabyte = 'x'.repeat(1_048_576)

  it('reads the error that was sent before the body arrived', async () => {
    const { open } = await serving(refusing, { lastWords: 5_000 })
    for (let round = 0; round < 5; round++) {
      const socket = await open()
      socket.write(post('Content-Length: 20971520')).stopReading()
      for (let sent = 0; sent < 20; sent++) await socket.writes(megabyte)
      await socket.reads().sees('refused.')
      await socket.finish().closed()
    }
  })

  it('is read only up to a number of bytes', async () => {
    const { open } = await serving(refusing, { lastWords: 3_600_000, lastBytes: 500_000 })
    const socket = await open()
    const all = await socket.write(post('Content-Length: 20971520')).trickles(megabyte)
    expect(all.length).toBeLessThan(1_000)
  })

  it('is read only for a limited time', async () => {
    const { open } = await serving(refusing, { lastWords: 30 })
    const socket = await open()
    expect(await socket.write(post('Content-Length: 20971520')).trickles('x')).toContain('refused.')
  })

  it('never has part of its body taken for a request', async () => {
    const { open, stub } = await serving(refusing, { lastWords: 5_000 })
    const socket = await open()
    await socket.write(`${post('Content-Length: 5')}xx`).sees('refused.')
    await socket
      .write(`xxx${get('/hidden')}garbage\r\n\r\n`)
      .finish()
      .closed()
    expect(stub.recorded).toHaveLength(1)
    expect(socket.received.match(/HTTP\/1\.1 /g)).toHaveLength(1)
  })
})

it('a connection that is reset while it is accepted does no harm', async () => {
  const { port, open } = await serving(ok)
  for (let round = 0; round < 20; round++)
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .resetAndDestroy()
  await (await open()).write(get('/x')).sees('served.')
})
