// Owns: writers and readers of one object at the same time, each over a connection of its own: one conditional write wins, and a reader gets the old
// object or the new one, whole.
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { ask, type Bench, listing, startBench } from '../requests/bench.js'
import { runDaypass } from '../server-process.js'
import { bytesOf, element, errorOf, type Reply, send, signed, type Unsigned } from '../signed-request.js'
import { md5, twoParts, WRITES, type Written } from './written.js'

const AT_ONCE = 50

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const object = (key: string, more: Partial<Unsigned> = {}): Unsigned => ({
  ...{ service: 's3', method: 'GET', path: `/${bench.bucket}/${key}` },
  ...more,
})
const got = (key: string, headers: readonly string[] = []): Promise<Reply> =>
  send(bench.root.endpoint, signed(bench.root, object(key, { headers })))

/** Sends all at once with this condition; returns the one that won, after the others were refused for the condition. */
async function winner(writes: readonly Written[], condition: readonly string[]): Promise<Written> {
  const replies = await Promise.all(writes.map((write) => write.send(condition)))
  const codes = replies.map((reply) => (reply.status === 200 ? 'won' : errorOf(reply).code))
  expect(codes.filter((code) => code === 'won')).toHaveLength(1)
  expect(codes.filter((code) => !['won', 'PreconditionFailed', 'ConditionalRequestConflict'].includes(code))).toEqual([])
  return writes[codes.indexOf('won')] as Written
}

describe.each(WRITES)(`${AT_ONCE} %s at once`, (name, write) => {
  const key = name.replaceAll(' ', '-')
  const prepared = () => Promise.all(Array.from({ length: AT_ONCE }, () => write(bench.root, bench.bucket, key)))

  it('with If-None-Match: * make one object, and with its If-Match replace it once', async () => {
    const made = await winner(await prepared(), ['if-none-match', '*'])
    const first = await got(key)
    expect(first.body.equals(made.body)).toBe(true)
    const replaced = await winner(await prepared(), ['if-match', String(first.headers.etag)])
    expect((await got(key)).body.equals(replaced.body)).toBe(true)
    expect((await listing(bench.root, bench.bucket)).filter((line) => line.startsWith(`${key} `))).toEqual([`${key} ${made.body.length}`])
  })
})

describe('an upload in parts', () => {
  const path = () => `/${bench.bucket}/shared-upload`
  const begin = async () =>
    element((await ask(bench.root, { service: 's3', method: 'POST', path: path(), query: 'uploads=' })).text, 'UploadId')
  const sent = (method: string, query: string, body?: Buffer) =>
    send(bench.root.endpoint, signed(bench.root, { service: 's3', method, path: path(), query, ...(body && { body }) }))
  const listOf = (etag: string) =>
    Buffer.from(`<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>${etag}</ETag></Part></CompleteMultipartUpload>`)

  it('keeps one of the parts that are put with one number at once, and its object has those bytes', async () => {
    const id = await begin()
    const bodies = Array.from({ length: 20 }, () => randomBytes(50_000))
    const replies = await Promise.all(bodies.map((body) => sent('PUT', `partNumber=1&uploadId=${id}`, body)))
    expect(replies.map(({ status }) => status)).toEqual(bodies.map(() => 200))
    const { text } = await sent('GET', `uploadId=${id}`)
    const kept = bodies.find((body) => element(text, 'ETag') === `"${md5(body)}"`)
    expect(text.split('<Part>').length - 1).toBe(1)
    expect((await sent('POST', `uploadId=${id}`, listOf(element(text, 'ETag')))).status).toBe(200)
    expect((await got('shared-upload')).body.equals(kept ?? Buffer.alloc(0))).toBe(true)
  })

  it(`is completed once by ${AT_ONCE} completions at once, and all hear of the same object`, async () => {
    const id = await begin()
    const part = await sent('PUT', `partNumber=1&uploadId=${id}`, randomBytes(50_000))
    const list = listOf(String(part.headers.etag))
    const replies = await Promise.all(Array.from({ length: AT_ONCE }, () => sent('POST', `uploadId=${id}`, list)))
    expect(new Set(replies.map(({ status, text }) => `${status} ${element(text, 'ETag')}`)).size).toBe(1)
    expect(replies[0]?.status).toBe(200)
  })

  it('is completed or aborted, never half of each', async () => {
    for (let round = 0; round < 10; round++) {
      await ask(bench.root, { service: 's3', method: 'DELETE', path: path() })
      const id = await begin()
      const body = randomBytes(50_000)
      const part = await sent('PUT', `partNumber=1&uploadId=${id}`, body)
      const [completed, aborted] = await Promise.all([
        sent('POST', `uploadId=${id}`, listOf(String(part.headers.etag))),
        sent('DELETE', `uploadId=${id}`),
      ])
      const object = await got('shared-upload')
      if (completed.status === 200) expect(object.body.equals(body)).toBe(true)
      else expect([errorOf(completed).code, aborted.status, object.status]).toEqual(['NoSuchUpload', 204, 404])
    }
  })
})

describe('readers of an object that is replaced', () => {
  const ROUNDS = 3

  it('get one of its states whole: bytes, size, entity tag and ranges belong together', async () => {
    const writes: Written[] = []
    for (let round = 0; round < ROUNDS; round++)
      for (const [, write] of WRITES) writes.push(await write(bench.root, bench.bucket, 'replaced'))
    writes.push(await twoParts(bench.root, bench.bucket, 'replaced'))
    await writes[0]?.send()
    const states = new Map(writes.map(({ body }) => [md5(body), body]))
    /** Which bytes an entity tag stands for, as the first reader found. */
    const tags = new Map<string, string>()
    let isOver = false
    const readWhole = async () => {
      const { status, headers, body } = await got('replaced')
      const known = tags.get(String(headers.etag)) ?? md5(body)
      tags.set(String(headers.etag), known)
      expect([status, states.has(known), md5(body), headers['content-length']]).toEqual([200, true, known, String(body.length)])
    }
    const readRange = async () => {
      const head = await ask(bench.root, object('replaced', { method: 'HEAD' }))
      const etag = String(head.headers.etag)
      const { status, body } = await got('replaced', ['range', 'bytes=100-199', 'if-match', etag])
      if (status === 412) return
      const whole = states.get(tags.get(etag) ?? '')
      expect([status, body.length]).toEqual([206, 100])
      if (whole !== undefined) expect(body.equals(whole.subarray(100, 200))).toBe(true)
    }
    const repeat = async (read: () => Promise<void>) => {
      while (!isOver) await read()
    }
    const readers = [readWhole, readWhole, readRange].map(repeat)
    const write = async () => {
      for (const { send: sent } of writes.slice(1)) expect((await sent()).status).toBe(200)
      isOver = true
    }
    await Promise.all([write(), ...readers])
    await readWhole()
    expect((await got('replaced')).body.equals((writes.at(-1) as Written).body)).toBe(true)
  })

  it.each([
    ['replaced', () => ask(bench.root, object('slow', { method: 'PUT', body: Buffer.from('new') }))],
    ['deleted', () => ask(bench.root, object('slow', { method: 'DELETE' }))],
  ])('and that began before it was %s get all of the old one, however slowly', async (_, end) => {
    // More than the buffers of a connection hold.
    const old = Buffer.alloc(24_000_000, 'the old object ')
    await ask(bench.root, object('slow', { method: 'PUT', body: old }))
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(bytesOf(signed(bench.root, object('slow', { headers: ['connection', 'close'] }))))
    await socket.sees('\r\n\r\n')
    socket.stopReading()
    await end()
    const all = Buffer.from(await socket.reads().closed(), 'latin1')
    expect(all.subarray(all.indexOf('\r\n\r\n') + 4).equals(old)).toBe(true)
  })
})

it('leaves every byte right, and no file without an object', async () => {
  await bench.server.stop()
  const { code, stdout } = await runDaypass(['store', 'verify', '--data-dir', bench.server.dataDir])
  expect([code, stdout]).toEqual([0, expect.stringContaining(': every byte is right.')])
  expect(stdout).not.toContain('without an object')
})
