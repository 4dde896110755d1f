// Owns: clients that lie about a body, cut it off or read none of the answer, for objects and parts alike: nothing changes, and no file stays.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { ask, type Bench, startBench } from '../requests/bench.js'
import { bytesOf, chunked, element, errorOf, type Raw, send, signed, type Unsigned } from '../signed-request.js'

/** More than fits into the store: its bytes are in a file. */
const OLD = randomBytes(200_000)
const NEW = randomBytes(200_000)

let bench: Bench
let upload = ''
beforeAll(async () => {
  bench = await startBench()
  const path = `/${bench.bucket}/uploaded`
  upload = element((await ask(bench.root, { service: 's3', method: 'POST', path, query: 'uploads=' })).text, 'UploadId')
  for (const target of TARGETS.map(([, where]) => where())) await ask(bench.root, { service: 's3', method: 'PUT', ...target, body: OLD })
  before = files()
})
afterAll(() => bench.server.close())

/** Every file below the objects' folder. */
const files = (): string[] =>
  readdirSync(join(bench.server.dataDir, 'objects'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort()
let before: string[] = []

interface Target {
  readonly path: string
  readonly query?: string
}

const TARGETS: readonly (readonly [what: string, where: () => Target])[] = [
  ['an object', () => ({ path: `/${bench.bucket}/contested` })],
  ['a part', () => ({ path: `/${bench.bucket}/uploaded`, query: `partNumber=1&uploadId=${upload}` })],
]

const hashed = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('base64')
const crc32Of = (bytes: Uint8Array): string => {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}

const puts = (target: Target, headers: readonly string[] = [], payload?: string): Raw => {
  const request: Unsigned = { service: 's3', method: 'PUT', ...target, headers, body: NEW }
  return signed(bench.root, request, payload === undefined ? {} : { payload })
}
const inChunks = (target: Target, more: Partial<Parameters<typeof chunked>[1]>) =>
  chunked(bench.root, { ...target, chunks: [NEW.subarray(0, 65_536), NEW.subarray(65_536)], signs: true, ...more })
const altered = ({ body, ...raw }: Raw): Raw => {
  const bytes = Buffer.from(body)
  const at = bytes.length - 50_000
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return { ...raw, body: bytes }
}

type Lie = (target: Target) => Raw | Promise<Raw>
const LIES: readonly (readonly [lie: string, tell: Lie, code: string])[] = [
  ['the SHA-256 of other bytes', (at) => puts(at, [], createHash('sha256').update(OLD).digest('hex')), 'XAmzContentSHA256Mismatch'],
  ['a byte that was not signed', (at) => altered(puts(at)), 'XAmzContentSHA256Mismatch'],
  ['the MD5 of other bytes', (at) => puts(at, ['content-md5', hashed('md5', OLD)]), 'BadDigest'],
  ['the CRC32 of other bytes', (at) => puts(at, ['x-amz-checksum-crc32', crc32Of(OLD)]), 'BadDigest'],
  ['the checksum SHA-256 of other bytes', (at) => puts(at, ['x-amz-checksum-sha256', hashed('sha256', OLD)]), 'BadDigest'],
  ['a chunk that was not signed', async (at) => altered(await inChunks(at, {})), 'SignatureDoesNotMatch'],
  ['fewer bytes than announced in chunks', (at) => inChunks(at, { decodedLength: NEW.length + 1 }), 'IncompleteBody'],
  ['more bytes than announced in chunks', (at) => inChunks(at, { decodedLength: NEW.length - 1 }), 'IncompleteBody'],
  ['the CRC32 of other bytes at the end', (at) => inChunks(at, { trailer: ['x-amz-checksum-crc32', crc32Of(OLD)] }), 'BadDigest'],
  [
    'the CRC32 of other bytes at the end, unsigned',
    (at) => inChunks(at, { signs: false, trailer: ['x-amz-checksum-crc32', crc32Of(OLD)] }),
    'BadDigest',
  ],
]

/** The object and the part are as they were, and there is no other file; a file of a body that was cut off goes in its own time. */
async function isUnchanged(): Promise<void> {
  await expect.poll(files).toEqual(before)
  const object = await ask(bench.root, { service: 's3', method: 'GET', path: `/${bench.bucket}/contested` })
  expect(object.body.equals(OLD)).toBe(true)
  const parts = await ask(bench.root, { service: 's3', method: 'GET', path: `/${bench.bucket}/uploaded`, query: `uploadId=${upload}` })
  const md5 = createHash('md5').update(OLD).digest('hex')
  expect([element(parts.text, 'Size'), element(parts.text, 'ETag')]).toEqual([String(OLD.length), `"${md5}"`])
}

describe.each(TARGETS)('in place of %s', (_, where) => {
  it.each(LIES)('a body with %s is refused, and changes nothing', async (_lie, tell, code) => {
    const reply = await send(bench.root.endpoint, await tell(where()))
    expect([Math.floor(reply.status / 100), errorOf(reply).code]).toEqual([4, code])
    await isUnchanged()
  })

  it.each(['finish', 'cut'] as const)('a body that ends too early (%s) changes nothing', async (end) => {
    const raw = puts(where(), ['content-length', String(NEW.length)])
    for (const share of [0, 0.5, 1]) {
      const socket = await RawSocket.open(bench.root.endpoint)
      const all = bytesOf(raw)
      socket.write(all.subarray(0, all.length - NEW.length + Math.floor((NEW.length - 1) * share)))
      socket[end]()
      expect(await socket.closed()).not.toContain('200 OK')
    }
    await isUnchanged()
  })

  it('a body of which a byte comes now and then does not hold up another', async () => {
    const raw = puts(where(), ['content-length', String(NEW.length)])
    const slow = await RawSocket.open(bench.root.endpoint)
    slow.write(bytesOf({ ...raw, body: NEW.subarray(0, 1_000) }))
    await ask(bench.root, { service: 's3', method: 'PUT', ...where(), body: OLD })
    slow.write(NEW.subarray(1_000, 1_001))
    expect(slow.isOpen).toBe(true)
    slow.cut()
    await slow.closed()
    // The second put made files of its own.
    await expect.poll(() => files().length).toBe(before.length)
    before = files()
    await isUnchanged()
  })
})

describe('a reader that hangs up', () => {
  const opened = (): string[] => {
    const folder = `/proc/${bench.server.pid}/fd`
    return readdirSync(folder).flatMap((fd) => {
      try {
        const path = readlinkSync(join(folder, fd))
        return path.includes('/objects/') ? [path] : []
      } catch {
        // Closed since the folder was read.
        return []
      }
    })
  }

  it('in the middle of an object leaves no file open', async () => {
    const path = `/${bench.bucket}/large`
    await ask(bench.root, { service: 's3', method: 'PUT', path, body: Buffer.alloc(24_000_000, 'x') })
    const raw = bytesOf(signed(bench.root, { service: 's3', method: 'GET', path }))
    for (let n = 0; n < 20; n++) {
      const socket = await RawSocket.open(bench.root.endpoint)
      await socket.write(raw).sees('200 OK')
      socket.cut()
    }
    await expect.poll(opened).toEqual([])
    expect((await ask(bench.root, { service: 's3', method: 'GET', path })).body.length).toBe(24_000_000)
  })
})

it('none of this was a defect of the server', () => {
  expect(bench.server.audit().filter(({ status }) => status >= 500)).toEqual([])
})
