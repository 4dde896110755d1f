import { createHash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { bytesOf, chunked, errorOf, presigned, type Raw, type Reply, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, KEPT, listing, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const PATH = '/bench-bucket/kept'
const CHUNK = 65_536
const crc32Of = (bytes: Uint8Array): string => {
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(bytes))
  return sum.toString('base64')
}
const base64 = (algorithm: string, bytes: Uint8Array): string => createHash(algorithm).update(bytes).digest('base64')
const get = (path: string): Promise<Reply> => ask(bench.root, { service: 's3', method: 'GET', path })
const outcome = async (raw: Raw): Promise<readonly [number, string]> => {
  const reply = await send(bench.root.endpoint, raw)
  return [reply.status, errorOf(reply).code]
}
const isIntact = async (): Promise<void> => {
  expect((await get(PATH)).body).toEqual(KEPT)
  expect((await listing(bench.root, bench.bucket)).filter((line) => line.startsWith('kept'))).toEqual([`kept ${KEPT.length}`])
}

/** Changes one byte at the first place that contains `what`. */
function altered(raw: Raw, what: Uint8Array | string): Raw {
  const body = Buffer.from(raw.body)
  const at = body.indexOf(what)
  if (at < 0) throw new Error('the body does not contain the text to alter')
  const last = at + Buffer.from(what).length - 1
  body[last] = (body[last] ?? 0) ^ 1
  return { ...raw, body }
}

const CHUNKS = [randomBytes(CHUNK), randomBytes(CHUNK), randomBytes(1_000)]
const WHOLE = Buffer.concat(CHUNKS)

describe('a body in signed chunks', () => {
  it('is put together again, without its framing', async () => {
    const raw = await chunked(bench.root, {
      path: '/bench-bucket/signed-chunks',
      chunks: CHUNKS,
      signs: true,
      headers: ['content-type', 'text/x-chunks'],
    })
    expect(await outcome(raw)).toEqual([200, ''])
    const reply = await get('/bench-bucket/signed-chunks')
    expect(reply.body).toEqual(WHOLE)
    expect([reply.headers['content-type'], reply.headers['content-encoding'], reply.headers['content-length']]).toEqual([
      'text/x-chunks',
      undefined,
      String(WHOLE.length),
    ])
  })

  it('keeps an encoding other than its own', async () => {
    await send(
      bench.root.endpoint,
      await chunked(bench.root, { path: '/bench-bucket/gzip', chunks: CHUNKS, signs: true, encoding: 'gzip' }),
    )
    expect((await get('/bench-bucket/gzip')).headers['content-encoding']).toBe('gzip')
  })

  it('may have a signed trailer', async () => {
    const trailer = ['x-amz-checksum-crc32', crc32Of(WHOLE)] as const
    const raw = await chunked(bench.root, { path: '/bench-bucket/signed-trailer', chunks: CHUNKS, signs: true, trailer })
    expect(await outcome(raw)).toEqual([200, ''])
    const head = await ask(bench.root, {
      service: 's3',
      method: 'HEAD',
      path: '/bench-bucket/signed-trailer',
      headers: ['x-amz-checksum-mode', 'ENABLED'],
    })
    expect(head.headers['x-amz-checksum-crc32']).toBe(trailer[1])
  })

  it('may be empty', async () => {
    expect(await outcome(await chunked(bench.root, { path: '/bench-bucket/no-chunks', chunks: [], signs: true }))).toEqual([200, ''])
    expect((await get('/bench-bucket/no-chunks')).body.length).toBe(0)
  })

  const second = CHUNKS[1] ?? new Uint8Array(0)
  const spoiled: [name: string, spoil: (raw: Raw) => Raw, refusal: readonly [number, string]][] = [
    ['an altered byte in the middle', (raw) => altered(raw, second.subarray(100, 200)), [403, 'SignatureDoesNotMatch']],
    ['an altered chunk signature', (raw) => altered(raw, ';chunk-signature=0'.slice(0, 17)), [400, 'InvalidRequest']],
    ['its chunks in another order', (raw) => swapped(raw), [403, 'SignatureDoesNotMatch']],
    ['a chunk left out', (raw) => without(raw, 1), [403, 'SignatureDoesNotMatch']],
    ['a chunk twice', (raw) => doubled(raw), [403, 'SignatureDoesNotMatch']],
    ['no last chunk', (raw) => ({ ...raw, body: raw.body.subarray(0, raw.body.length - 88) }), [400, 'IncompleteBody']],
    ['bytes after the last chunk', (raw) => ({ ...raw, body: Buffer.concat([raw.body, Buffer.from('more')]) }), [400, 'InvalidRequest']],
    ['no framing', (raw) => ({ ...raw, body: WHOLE }), [400, 'InvalidRequest']],
  ]

  const FRAME = `${CHUNK.toString(16)};chunk-signature=`.length + 64 + 2 + CHUNK + 2
  function swapped(raw: Raw): Raw {
    const body = Buffer.from(raw.body)
    return { ...raw, body: Buffer.concat([body.subarray(FRAME, 2 * FRAME), body.subarray(0, FRAME), body.subarray(2 * FRAME)]) }
  }
  function without(raw: Raw, index: number): Raw {
    const body = Buffer.from(raw.body)
    return { ...raw, body: Buffer.concat([body.subarray(0, index * FRAME), body.subarray((index + 1) * FRAME)]) }
  }
  function doubled(raw: Raw): Raw {
    const body = Buffer.from(raw.body)
    return { ...raw, body: Buffer.concat([body.subarray(0, FRAME), body]) }
  }

  it.each(spoiled)('with %s is refused and changes nothing', async (_, spoil, refusal) => {
    const raw = await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: true })
    expect(await outcome(spoil(raw))).toEqual(refusal)
    await isIntact()
  })

  it.each([WHOLE.length - 1, WHOLE.length + 1, 0])('with %i announced bytes is refused and changes nothing', async (decodedLength) => {
    const raw = await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: true, decodedLength })
    expect(await outcome(raw)).toEqual([400, 'IncompleteBody'])
    await isIntact()
  })

  it.each([
    ['another trailer', /(x-amz-checksum-crc32:)./, '$1/', [403, 'SignatureDoesNotMatch']],
    ['another trailer signature', /(x-amz-trailer-signature:).{8}/, '$100000000', [403, 'SignatureDoesNotMatch']],
    ['its trailer left out', /x-amz-checksum-crc32:.*\r\n/, '', [400, 'MalformedTrailerError']],
    ['its trailer signature left out', /x-amz-trailer-signature:.*\r\n/, '', [400, 'IncompleteBody']],
    ['a trailer that was not announced', /x-amz-checksum-crc32:/, 'x-amz-checksum-sha1:', [400, 'MalformedTrailerError']],
  ] as [string, RegExp, string, [number, string]][])('with %s is refused and changes nothing', async (_, what, by, refusal) => {
    const trailer = ['x-amz-checksum-crc32', crc32Of(WHOLE)] as const
    const raw = await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: true, trailer })
    const text = Buffer.from(raw.body).toString('latin1')
    expect(text).toMatch(what)
    expect(await outcome({ ...raw, body: Buffer.from(text.replace(what, by), 'latin1') })).toEqual(refusal)
    await isIntact()
  })

  it('with a signed trailer that does not match the body is BadDigest', async () => {
    const trailer = ['x-amz-checksum-crc32', crc32Of(Buffer.from('another body'))] as const
    expect(await outcome(await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: true, trailer }))).toEqual([400, 'BadDigest'])
    await isIntact()
  })
})

describe('a body in unsigned chunks with a trailer', () => {
  it('is accepted, and the checksum in the trailer is verified', async () => {
    const good = await chunked(bench.root, {
      path: '/bench-bucket/unsigned-trailer',
      chunks: CHUNKS,
      signs: false,
      trailer: ['x-amz-checksum-crc32', crc32Of(WHOLE)],
    })
    expect(await outcome(good)).toEqual([200, ''])
    expect((await get('/bench-bucket/unsigned-trailer')).body).toEqual(WHOLE)
    const bad = await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: false, trailer: ['x-amz-checksum-crc32', crc32Of(KEPT)] })
    expect(await outcome(bad)).toEqual([400, 'BadDigest'])
    await isIntact()
  })

  it('without the announced trailer is refused', async () => {
    const raw = await chunked(bench.root, { path: PATH, chunks: CHUNKS, signs: false, trailer: ['x-amz-checksum-crc32', crc32Of(WHOLE)] })
    const text = Buffer.from(raw.body)
      .toString('latin1')
      .replace(/x-amz-checksum-crc32:[^\r]*\r\n/, '')
    expect(await outcome({ ...raw, body: Buffer.from(text, 'latin1') })).toEqual([400, 'MalformedTrailerError'])
    await isIntact()
  })
})

describe('a checksum in the headers', () => {
  const put = (...headers: string[]): Raw =>
    signed(bench.root, { service: 's3', method: 'PUT', path: PATH, headers, body: Buffer.from('new') })
  const rows: [name: string, headers: string[], code: string][] = [
    ['MD5 of another body', ['content-md5', base64('md5', KEPT)], 'BadDigest'],
    ['an invalid MD5', ['content-md5', 'not base64'], 'InvalidDigest'],
    ['CRC32 of another body', ['x-amz-checksum-crc32', crc32Of(KEPT)], 'BadDigest'],
    ['SHA-256 of another body', ['x-amz-checksum-sha256', base64('sha256', KEPT)], 'BadDigest'],
    ['SHA-1 of another body', ['x-amz-checksum-sha1', base64('sha1', KEPT)], 'BadDigest'],
    ['a CRC32 that is too long', ['x-amz-checksum-crc32', base64('sha256', KEPT)], 'InvalidRequest'],
    [
      'two at once',
      ['x-amz-checksum-crc32', crc32Of(Buffer.from('new')), 'x-amz-checksum-sha1', base64('sha1', Buffer.from('new'))],
      'InvalidRequest',
    ],
  ]
  it.each(rows)('with %s is refused and the old object stays', async (_, headers, code) => {
    expect(await outcome(put(...headers))).toEqual([400, code])
    await isIntact()
  })
})

describe('Expect: 100-continue', () => {
  const waiting = (path: string) =>
    ({ service: 's3', method: 'PUT', path, headers: ['expect', '100-continue', 'content-length', '5'] }) as const
  const head = (raw: Raw): Buffer => bytesOf({ ...raw, body: new Uint8Array(0) })

  it.each([
    [
      'a wrong signature',
      () =>
        signed({ endpoint: bench.root.endpoint, key: { ...bench.root.key, secretAccessKey: 'w'.repeat(40) } }, waiting(PATH), {
          payload: 'UNSIGNED-PAYLOAD',
        }),
      403,
    ],
    ['no bucket', () => signed(bench.root, waiting('/no-such-bucket/key'), { payload: 'UNSIGNED-PAYLOAD' }), 404],
    [
      'no signature',
      () => ({
        method: 'PUT',
        target: PATH,
        headers: ['host', 'x', 'expect', '100-continue', 'content-length', '5'],
        body: new Uint8Array(0),
      }),
      403,
    ],
  ] as const)('is not answered with 100 for %s', async (_, make, status) => {
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(head(make()))
    expect(await socket.closed()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    await isIntact()
  })

  it('is answered with 100, then the body is accepted', async () => {
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(head(signed(bench.root, waiting('/bench-bucket/waited'), { payload: 'UNSIGNED-PAYLOAD' })))
    await socket.sees('HTTP/1.1 100 Continue\r\n\r\n')
    socket.write('hello')
    expect(await socket.sees('HTTP/1.1 200 OK')).toContain('100 Continue')
    socket.cut()
    expect((await get('/bench-bucket/waited')).text).toBe('hello')
  })
})

describe('a presigned URL', () => {
  const url = (method: string, path: string, query = ''): Unsigned => ({ service: 's3', method, path, query })

  it('gets and puts, with a long-term key and with a session', async () => {
    for (const signer of [bench.user, bench.sessions[0]]) {
      const body = randomBytes(1_000)
      const put = presigned(signer, url('PUT', '/bench-bucket/presigned'), { expires: 60 })
      expect(await outcome({ ...put, body })).toEqual([200, ''])
      const reply = await send(signer.endpoint, presigned(signer, url('GET', '/bench-bucket/presigned'), { expires: 60 }))
      expect([reply.status, reply.body]).toEqual([200, body])
    }
  })

  it('sets headers of the answer', async () => {
    const query = 'response-content-type=text%2Fx-named&response-content-disposition=attachment%3B%20filename%3D%22a%20b.txt%22'
    const reply = await send(bench.root.endpoint, presigned(bench.root, url('GET', PATH, query), { expires: 60 }))
    expect([reply.headers['content-type'], reply.headers['content-disposition']]).toEqual([
      'text/x-named',
      'attachment; filename="a b.txt"',
    ])
  })

  it('is valid for one method, one key and one query', async () => {
    const raw = presigned(bench.root, url('GET', PATH), { expires: 60 })
    for (const other of [
      { ...raw, method: 'DELETE' },
      { ...raw, method: 'HEAD' },
      { ...raw, target: raw.target.replace('/kept?', '/other?') },
      { ...raw, target: `${raw.target}&response-content-type=text%2Fhtml` },
      { ...raw, target: `${raw.target}&x-amz-acl=public-read` },
    ]) {
      expect([other.target, (await send(bench.root.endpoint, other)).status]).toEqual([other.target, 403])
    }
    await isIntact()
  })

  it('of a session is not valid longer than the session', async () => {
    const signer = bench.sessions[1]
    const raw = presigned(signer, url('GET', PATH), { expires: 604_800 })
    expect((await send(signer.endpoint, raw)).status).toBe(200)
    await bench.server.advance('PT61M')
    expect(await outcome(raw)).toEqual([400, 'ExpiredToken'])
    await bench.server.advance('-PT61M')
  })
})

describe('a range', () => {
  const rows: [range: string, status: number, body: string, contentRange: string | undefined][] = [
    ['bytes=0-3', 206, KEPT.toString().slice(0, 4), `bytes 0-3/${KEPT.length}`],
    ['bytes=5-', 206, KEPT.toString().slice(5), `bytes 5-${KEPT.length - 1}/${KEPT.length}`],
    ['bytes=-6', 206, KEPT.toString().slice(-6), `bytes ${KEPT.length - 6}-${KEPT.length - 1}/${KEPT.length}`],
    ['bytes=0-99999', 206, KEPT.toString(), `bytes 0-${KEPT.length - 1}/${KEPT.length}`],
    ['bytes=0-1,4-5', 200, KEPT.toString(), undefined],
    ['lines=0-1', 200, KEPT.toString(), undefined],
  ]
  it.each(rows)('%s is answered with %i', async (range, status, body, contentRange) => {
    const reply = await ask(bench.root, { service: 's3', method: 'GET', path: PATH, headers: ['range', range] })
    expect([reply.status, reply.text, reply.headers['content-range']]).toEqual([status, body, contentRange])
  })

  it.each(['GET', 'HEAD'])('of an empty object: %s returns its last bytes, but not a first one', async (method) => {
    const path = '/bench-bucket/nothing'
    await ask(bench.root, { service: 's3', method: 'PUT', path })
    const status = async (range: string): Promise<unknown[]> => {
      const raw = signed(bench.root, { service: 's3', method, path, headers: ['range', range] })
      const reply = await send(bench.root.endpoint, raw)
      return [reply.status, reply.headers['content-length'], reply.headers['content-range']]
    }
    expect(await status('bytes=-1')).toEqual([200, '0', undefined])
    expect((await status('bytes=0-'))[0]).toBe(416)
  })

  it('that begins after the end is InvalidRange', async () => {
    const raw = signed(bench.root, { service: 's3', method: 'GET', path: PATH, headers: ['range', 'bytes=1000-'] })
    expect(await outcome(raw)).toEqual([416, 'InvalidRange'])
  })
})
