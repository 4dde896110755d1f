// Attacks with connections only, in full size and with the real deadlines. Every attack ends by itself, and so does every wait.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { RawSocket } from '../raw-socket.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'
import { bytesOf, form, signed } from '../signed-request.js'

const MIB = 1_048_576
/** Milliseconds: the longest deadline, 20 seconds, plus what a busy machine adds. */
const DEADLINE = 30_000
const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
const openAll = (endpoint: string, count: number) => Promise.all(many(count, () => RawSocket.open(endpoint, { stubborn: true })))
const cutAll = (sockets: readonly RawSocket[]): void => {
  for (const socket of sockets) socket.cut()
}

const descriptors = ({ pid }: ServerProcess): number => readdirSync(`/proc/${pid}/fd`).length
const residentBytes = ({ pid }: ServerProcess): number =>
  1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

/** The most memory that was used until `work` was done. */
async function peakDuring(server: ServerProcess, work: () => Promise<unknown>): Promise<number> {
  let peak = residentBytes(server)
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytes(server))
  }, 50)
  await work().finally(() => clearInterval(timer))
  return Math.max(peak, residentBytes(server))
}

/** How long the server takes to close all of these; in the meantime they are silent, or each sends this repeatedly. */
async function goneAfter(sockets: readonly RawSocket[], text?: string): Promise<number> {
  const before = performance.now()
  if (text === undefined) await Promise.all(sockets.map((socket) => socket.ended()))
  await Promise.all(sockets.map((socket) => socket.trickles(text ?? 'a')))
  return performance.now() - before
}

const isHealthy = async (endpoint: string): Promise<boolean> =>
  (await fetch(`${endpoint}/_daypass/health`, { signal: AbortSignal.timeout(5_000) })).ok

describe('over plain connections', () => {
  let server: ServerProcess
  let root: ReturnType<typeof signerOf>
  let idle = 0
  beforeAll(async () => {
    server = await ServerProcess.start()
    root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: '/attack-bucket' })
    await ask(root, { service: 's3', method: 'PUT', path: '/attack-bucket/big', body: Buffer.alloc(4 * MIB, 'b') })
    idle = descriptors(server)
  })
  afterAll(() => server.close())
  const served = async (): Promise<void> => {
    expect((await ask(root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain(':root</Arn>')
  }
  const isIdleAgain = () => expect.poll(() => descriptors(server), { timeout: 10_000 }).toBeLessThanOrEqual(idle + 2)

  it('900 pipelined downloads whose clients hang up leave no file open', async () => {
    const download = bytesOf(signed(root, { service: 's3', method: 'GET', path: '/attack-bucket/big' }))
    for (let round = 0; round < 3; round++) {
      const sockets = await openAll(root.endpoint, 10)
      for (const socket of sockets) socket.write(Buffer.concat(many(30, () => download)))
      await Promise.all(sockets.map((socket) => socket.sees('\r\n\r\n')))
      for (const socket of sockets) socket.stopReading()
      await served()
      // One open file per connection, whatever it requests.
      expect(descriptors(server)).toBeLessThan(idle + 10 + 10 + 6)
      cutAll(sockets)
    }
    await isIdleAgain()
  })

  it('300 stalled forms of half a mebibyte use limited memory, do not block a small one, and are closed in time', async () => {
    const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 524288\r\n\r\n'
    const before = residentBytes(server)
    const body = Buffer.concat([Buffer.from(head), Buffer.alloc(MIB / 2 - 10, 'a')])
    const peak = await peakDuring(server, async () => {
      const sockets = await openAll(root.endpoint, 300)
      for (const socket of sockets) socket.write(body)
      for (let round = 0; round < 20; round++) await served()
      await expect
        .poll(() => sockets.filter((socket) => socket.received.includes('ServiceUnavailable')).length, { timeout: 10_000 })
        .toBeGreaterThan(250)
      const took = await goneAfter(sockets)
      expect(took).toBeLessThan(DEADLINE)
      cutAll(sockets)
    })
    console.info(`300 stalled forms: ${((peak - before) / MIB).toFixed(0)} MiB`)
    expect(peak - before).toBeLessThan(150 * MIB)
    await isIdleAgain()
  })

  it('forms and headers that come byte by byte end at their deadline, not when the client wants', async () => {
    const forms = await openAll(root.endpoint, 50)
    for (const socket of forms)
      socket.write(
        'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 900000\r\n\r\na',
      )
    const headers = await openAll(root.endpoint, 50)
    for (const socket of headers) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nx-a: ')
    const silent = await openAll(root.endpoint, 50)
    await served()
    const took = await goneAfter([...forms, ...headers, ...silent], 'a')
    expect(took).toBeLessThan(DEADLINE)
    await isIdleAgain()
  })

  it('pipelining without reading, by fifty clients, uses limited memory and ends', async () => {
    const before = residentBytes(server)
    const flood = Buffer.from('GET /a HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(60_000))
    const peak = await peakDuring(server, async () => {
      const sockets = await openAll(root.endpoint, 50)
      for (const socket of sockets) socket.write(flood).stopReading()
      for (let round = 0; round < 10; round++) await served()
      cutAll(sockets)
      await isIdleAgain()
    })
    console.info(`pipelining: ${((peak - before) / MIB).toFixed(0)} MiB`)
    expect(peak - before).toBeLessThan(300 * MIB)
  })

  it('more connections than one address may have do not block others', async () => {
    const sockets = await openAll(root.endpoint, 1_500)
    expect(await isHealthy(root.endpoint)).toBe(true)
    await served()
    expect(descriptors(server)).toBeLessThan(idle + 1_024 + 6)
    cutAll(sockets)
    await isIdleAgain()
  })
})

describe('over TLS', () => {
  const folder = scratchFolder()
  const [cert, key] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')]
  let server: ServerProcess
  beforeAll(async () => {
    const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost']
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    server = await ServerProcess.start({ flags: ['--tls-cert', cert, '--tls-key', key, '--max-connections', '68'] })
    execFileSync('prlimit', ['--pid', String(server.pid), '--nofile=200:200'])
  })
  afterAll(() => folder.remove())

  it('a hundred silent handshakes with 200 descriptors are closed in time, do not block others, and do not delay a stop', async () => {
    const idle = descriptors(server)
    const plain = server.endpoint.replace('https', 'http')
    const silent = await openAll(plain, 100)
    const health = execFileSync('curl', ['-sk', '--max-time', '5', `${server.endpoint}/_daypass/health`], { encoding: 'utf8' })
    expect(health).toContain('"status":"ok"')
    expect(await goneAfter(silent)).toBeLessThan(DEADLINE)
    await expect.poll(() => descriptors(server), { timeout: 10_000 }).toBeLessThanOrEqual(idle + 2)
    const others = await openAll(plain, 30)
    const before = performance.now()
    expect(await server.stop()).toBe(0)
    expect(performance.now() - before).toBeLessThan(5_000)
    cutAll(others)
    await server.close()
  })
})
