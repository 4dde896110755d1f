import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readBody } from '../../core/body.js'
import { WireError } from '../../core/error.js'
import type { Answer, Request } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { tooLarge } from '../../testing/too-large.js'
import { trustProxies } from '../proxies.js'
import { type ListenOptions, listen } from '../server.js'
import type { ConnectionLimits } from './limits.js'

/** Deadlines that a test can wait for; each test shortens the one that it tests. */
const LONG: Partial<ConnectionLimits> = { drain: 100, checkEvery: 10, lastWords: 30 }

const running: (() => Promise<void>)[] = []
const opened: RawSocket[] = []
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.cut()
  for (const stop of running.splice(0)) await stop()
})

async function serving(serve: (request: Request) => Promise<Answer>, limits: Partial<ConnectionLimits> = {}, tls?: ListenOptions['tls']) {
  const stub = stubInstallation(serve)
  const options = { host: '127.0.0.1', port: 0, tls, proxies: trustProxies([]), dev: false, limits: { ...LONG, ...limits } }
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

describe('over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-tls-'))
  let tls: { cert: string; key: string }
  beforeAll(() => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost']
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    tls = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** A client that keeps its side open when the server has closed its own. Node's types lack this documented option. */
  const stubborn = (port: number): ConnectionOptions =>
    Object.assign({ port, host: '127.0.0.1', rejectUnauthorized: false }, { allowHalfOpen: true })

  /** The start of a handshake that never continues. */
  const HELLO = Buffer.from('1603010200010001fc0303', 'hex').toString('latin1')

  it('a handshake that is not over in time is aborted, whether the client is silent or sends byte by byte', async () => {
    const { open, stub } = await serving(ok, { handshake: 60 }, tls)
    const [silent, slow] = [await open(), await open()]
    await Promise.all([silent.ended(), slow.write(HELLO).trickles('\0')])
    await silent.trickles('\0')
    expect(stub.recorded).toEqual([])
  })

  it('a client that closes before the handshake is over is disconnected at once', async () => {
    const { open } = await serving(ok, { handshake: 3_600_000 }, tls)
    const [silent, slow] = [await open(), await open()]
    await Promise.all([silent.finish().closed(), slow.write(HELLO).finish().closed()])
  })

  it('bytes that are not a handshake close the connection', async () => {
    const { open } = await serving(ok, {}, tls)
    await (await open()).write(get('/plain')).trickles('x')
  })

  it('a stop does not wait for handshakes', async () => {
    const { open, drain } = await serving(ok, { drain: 100_000 }, tls)
    const [silent, slow] = [await open(), await open()]
    slow.write(HELLO)
    running.splice(0)
    await drain()
    await Promise.all([silent.trickles('x'), slow.trickles('x')])
  })

  it('a request is served with the address of its client, even when the client closes its side after it', async () => {
    const { port, stub } = await serving(whole, {}, tls)
    const socket = connectTls(stubborn(port))
    socket.setEncoding('latin1').end(`${post('Content-Length: 3')}abc`)
    let all = ''
    for await (const text of socket) all += text
    expect(all).toContain('read 3 bytes.')
    expect(stub.recorded).toMatchObject([{ request: { sourceIp: '127.0.0.1', secure: true } }])
  })

  it('a long answer arrives whole, and an error can be read after the whole body was sent', async () => {
    const long = 'x'.repeat(3_000_000)
    const { port } = await serving(
      async ({ method }) => ({ status: 200, headers: {}, body: method === 'GET' ? long : 'refused.' }),
      { lastWords: 5_000 },
      tls,
    )
    for (const [bytes, expected] of [
      [get('/long', 'Connection: close'), long],
      [`${post('Content-Length: 8000000')}${'x'.repeat(8_000_000)}`, 'refused.'],
    ] as const) {
      const socket = connectTls(stubborn(port))
      socket.setEncoding('latin1').pause()
      await new Promise<void>((resolve) => socket.write(bytes, () => resolve()))
      let all = ''
      for await (const text of socket) all += text
      expect(all.endsWith(`\r\n\r\n${expected}`)).toBe(true)
      socket.destroy()
    }
  })

  it('headers that stop half-way get an answer, and the connection ends', async () => {
    const { port, stub } = await serving(ok, { headers: 60 }, tls)
    const socket = connectTls(stubborn(port))
    socket.setEncoding('latin1').write('GET / HTTP/1.1\r\nHos')
    let all = ''
    for await (const text of socket) all += text
    expect(all).toMatch(/^HTTP\/1\.1 408 /)
    expect(stub.recorded).toMatchObject([{ service: 'http', status: 408 }])
    socket.destroy()
  })

  it('a connection on which nothing was sent is closed', async () => {
    const { port } = await serving(ok, { headers: 60 }, tls)
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    socket.resume()
    await new Promise((resolve) => socket.once('close', resolve))
  })
})
