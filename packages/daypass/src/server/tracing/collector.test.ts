import { X509Certificate } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TLS_CHAIN } from '../../testing/key-material/tls-chain.js'
import { type Collector, type CollectorAddress, connectToCollector } from './collector.js'

const got: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = []
let answer: (response: ServerResponse) => void
let server: Server
let url: URL
const opened: Collector[] = []

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Uint8Array[] = []
    for await (const part of request) parts.push(part as Uint8Array)
    got.push({ headers: request.headers, body: Buffer.concat(parts) })
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`)
})
afterAll(() => {
  for (const one of opened) one.close()
  server.closeAllConnections()
  server.close()
})

function connect(given: Partial<CollectorAddress> = {}): Collector {
  const collector = connectToCollector({ url, headers: { 'api-key': 'k' }, compresses: false, timeout: 10_000, tls: {}, ...given })
  opened.push(collector)
  return collector
}

const never = new AbortController().signal
const answering =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end(body)
  }

describe('a collector', () => {
  it.each([
    ['plain', false, undefined],
    ['compressed', true, 'gzip'],
  ])('gets a batch, %s, with the headers of the operator', async (_, compresses, encoding) => {
    answer = answering(200, '{}')
    expect(await connect({ compresses }).send('{"resourceSpans":[]}', never)).toEqual({ ok: true, rejected: 0 })
    const { headers, body } = got.at(-1) ?? { headers: {}, body: Buffer.alloc(0) }
    expect(headers).toMatchObject({ 'api-key': 'k', 'content-type': 'application/json', 'content-length': String(body.length) })
    expect(headers['content-encoding']).toBe(encoding)
    expect(String(compresses ? gunzipSync(body) : body)).toBe('{"resourceSpans":[]}')
  })

  it.each<[string, (response: ServerResponse) => void, object]>([
    ['takes all', answering(200), { ok: true, rejected: 0 }],
    ['rejects some', answering(200, '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}'), { ok: true, rejected: 3 }],
    ['says nonsense', answering(200, '{"partialSuccess":{"rejectedSpans":-1}}'), { ok: true, rejected: 0 }],
    [
      'is busy',
      answering(503, '', { 'retry-after': '7' }),
      { ok: false, problem: 'it answers with status 503', mayRetry: true, retryAfter: 7_000 },
    ],
    ['is too busy to say when', answering(429, '', { 'retry-after': 'soon' }), { ok: false, mayRetry: true, retryAfter: undefined }],
    ['refuses', answering(401), { ok: false, problem: 'it answers with status 401', mayRetry: false }],
    [
      'redirects',
      answering(307, '', { location: 'http://127.0.0.1:1/' }),
      { ok: false, problem: 'it answers with status 307', mayRetry: false },
    ],
    ['talks without end', answering(200, 'x'.repeat(100_000)), { ok: false, problem: 'its answer is too long' }],
    [
      'wants another protocol',
      (response) => void response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
      { ok: false, problem: 'it answers with status 101', mayRetry: false },
    ],
    ['hangs up', (response) => void response.destroy(), { ok: false, problem: 'ECONNRESET', mayRetry: true }],
  ])('that %s is understood', async (_, does, sent) => {
    answer = does
    expect(await connect().send('{}', never)).toMatchObject(sent)
  })

  it('that does not answer is given up in time', async () => {
    answer = () => {}
    expect(await connect({ timeout: 20 }).send('{}', never)).toEqual({ ok: false, problem: 'it does not answer in time', mayRetry: true })
  })

  it('is given up when the server ends', async () => {
    const ending = new AbortController()
    answer = () => ending.abort()
    expect(await connect().send('{}', ending.signal)).toMatchObject({ ok: false })
    expect(await connect().send('{}', ending.signal)).toMatchObject({ ok: false })
  })

  it('that is not there is told so', async () => {
    expect(await connect({ url: new URL('http://127.0.0.1:1/') }).send('{}', never)).toEqual({
      ok: false,
      problem: 'ECONNREFUSED',
      mayRetry: true,
    })
  })
})

describe('a collector with TLS', () => {
  const { root, intermediate, leaf, leafKey, otherRoot } = TLS_CHAIN
  const subjects: (string | undefined)[] = []
  let secure: TlsServer
  let at: URL
  beforeAll(async () => {
    const settings = { cert: leaf + intermediate, key: leafKey, requestCert: true, rejectUnauthorized: false }
    secure = createTlsServer(settings, (request, response) => {
      const { subject } = (request.socket as TLSSocket).getPeerCertificate()
      subjects.push(subject && String(subject.CN))
      response.end()
    })
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    at = new URL(`https://127.0.0.1:${(secure.address() as AddressInfo).port}/v1/traces`)
  })
  afterAll(() => {
    secure.closeAllConnections()
    secure.close()
  })

  it.each([
    ['the authority that the operator gave', { ca: root }, { ok: true }],
    ['nobody', {}, { ok: false, mayRetry: true }],
    ['another authority', { ca: otherRoot }, { ok: false, mayRetry: true }],
  ])('that %s vouches for gets its traces, or none', async (_, tls, sent) => {
    const before = subjects.length
    expect(await connect({ url: at, tls }).send('{}', never)).toMatchObject(sent)
    expect(subjects.length - before).toBe(sent.ok ? 1 : 0)
  })

  it('knows the server by its certificate', async () => {
    await connect({ url: at, tls: { ca: root, cert: leaf + intermediate, key: leafKey } }).send('{}', never)
    expect(subjects.at(-1)).toBe(new X509Certificate(leaf).subject.replace('CN=', ''))
  })
})
