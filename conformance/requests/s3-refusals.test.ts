import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { bytesOf, errorOf, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, KEPT, listing, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const s3 = (method: string, path: string, more: Partial<Unsigned> = {}): Unsigned => ({ service: 's3', method, path, ...more })
const header = (name: string, value: string): Partial<Unsigned> => ({ headers: [name, value] })

/** The answer to exactly these bytes: no client adds a length. */
async function exchanged(bytes: Buffer): Promise<{ status: number; text: string }> {
  const socket = await RawSocket.open(bench.root.endpoint)
  const text = await socket.write(bytes).finish().closed()
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }
}

describe('a put', () => {
  const at = '/bench-bucket/no-length'

  it('without a length is refused with 411, and puts nothing', async () => {
    const { status, text } = await exchanged(bytesOf(signed(bench.root, s3('PUT', at))))
    expect([status, errorOf({ text })]).toEqual([
      411,
      { code: 'MissingContentLength', message: 'You must provide the Content-Length HTTP header.' },
    ])
    expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  })

  it('in chunks without a total length is refused with 501, and puts nothing', async () => {
    const raw = signed(bench.root, s3('PUT', at, header('transfer-encoding', 'chunked')), { payload: 'UNSIGNED-PAYLOAD' })
    const { status, text } = await exchanged(Buffer.concat([bytesOf(raw), Buffer.from('3\r\nabc\r\n0\r\n\r\n')]))
    expect([status, errorOf({ text }).code]).toEqual([501, 'NotImplemented'])
    expect(text).toContain('<Header>Transfer-Encoding</Header>')
    expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  })

  it.each([
    ['3', 200, ''],
    ['2', 400, 'IncompleteBody'],
    ['4', 400, 'IncompleteBody'],
    ['three', 501, 'NotImplemented'],
    ['-3', 501, 'NotImplemented'],
    ['', 501, 'NotImplemented'],
  ])('of three bytes in chunks that are declared as %j: %i', async (length, status, code) => {
    const headers = ['transfer-encoding', 'chunked', 'x-amz-decoded-content-length', length]
    const raw = signed(bench.root, s3('PUT', at, { headers }), { payload: 'UNSIGNED-PAYLOAD' })
    const reply = await exchanged(Buffer.concat([bytesOf(raw), Buffer.from('3\r\nabc\r\n0\r\n\r\n')]))
    expect([reply.status, errorOf(reply).code]).toEqual([status, code])
    expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`, ...(status === 200 ? ['no-length 3'] : [])])
    if (status === 200) await ask(bench.root, s3('DELETE', at))
  })

  it('of an empty body, and of a bucket, needs no length', async () => {
    expect((await exchanged(bytesOf(signed(bench.root, s3('PUT', at, header('content-length', '0')))))).status).toBe(200)
    await ask(bench.root, s3('DELETE', at))
    expect((await exchanged(bytesOf(signed(bench.root, s3('PUT', '/another-bucket'))))).status).toBe(200)
  })

  it('that the caller may not make is denied, whatever its length', async () => {
    for (const length of ['', 'Transfer-Encoding: chunked\r\n']) {
      const { status, text } = await exchanged(Buffer.from(`PUT ${at} HTTP/1.1\r\nHost: localhost\r\n${length}\r\n0\r\n\r\n`))
      expect([status, errorOf({ text }).code]).toEqual([403, 'AccessDenied'])
    }
  })
})

describe('a list of keys to delete', () => {
  const body = Buffer.from('<Delete><Object><Key>none</Key></Object></Delete>')
  const deleting = (headers: string[]): Unsigned => s3('POST', '/bench-bucket', { query: 'delete=', body, headers })

  it('needs a checksum of its body', async () => {
    const reply = await send(bench.root.endpoint, signed(bench.root, deleting([])))
    expect([reply.status, errorOf(reply)]).toEqual([
      400,
      { code: 'InvalidRequest', message: 'Missing required header for this request: Content-MD5' },
    ])
  })

  it.each([
    ['content-md5', createHash('md5').update(body).digest('base64')],
    ['x-amz-checksum-sha256', createHash('sha256').update(body).digest('base64')],
  ])('is accepted with %s, and only with the right one', async (name, value) => {
    expect((await send(bench.root.endpoint, signed(bench.root, deleting([name, value])))).status).toBe(200)
    const wrong = createHash(name === 'content-md5' ? 'md5' : 'sha256').digest('base64')
    expect(errorOf(await send(bench.root.endpoint, signed(bench.root, deleting([name, wrong])))).code).toBe('BadDigest')
  })

  it('is not accepted with only a parameter about checksums', async () => {
    const about = ['x-amz-sdk-checksum-algorithm', 'CRC32', 'x-amz-checksum-type', 'FULL_OBJECT']
    expect(errorOf(await send(bench.root.endpoint, signed(bench.root, deleting(about)))).code).toBe('InvalidRequest')
  })
})

describe('without a checksum, as s3cmd sends them', () => {
  const putting = async (path: string, query: string, body: Buffer) =>
    await send(bench.root.endpoint, signed(bench.root, s3('PUT', path, { query, body })))
  const listOf = async (path: string): Promise<Buffer> =>
    Buffer.from((await send(bench.root.endpoint, signed(bench.root, s3('GET', path, { query: 'acl=' })))).text)

  it('a bucket policy is taken', async () => {
    const Resource = 'arn:aws:s3:::bench-bucket/*'
    const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 's3:PutObjectAcl', Resource }] }
    expect((await putting('/bench-bucket', 'policy=', Buffer.from(JSON.stringify(policy)))).status).toBe(200)
    await ask(bench.root, s3('DELETE', '/bench-bucket', { query: 'policy=' }))
  })

  it('the access control list that an object has is taken, and one of a bucket is refused for what it is', async () => {
    expect((await putting('/bench-bucket/kept', 'acl=', await listOf('/bench-bucket/kept'))).status).toBe(200)
    const reply = await putting('/bench-bucket', 'acl=', await listOf('/bench-bucket'))
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'AccessControlListNotSupported'])
  })
})

describe('an unsigned caller', () => {
  it.each(['GET', 'HEAD'])('learns by %s that a bucket does not exist, and nothing of an existing one', async (method) => {
    const status = async (path: string) => (await fetch(`${bench.root.endpoint}${path}`, { method })).status
    expect([await status('/nowhere'), await status('/nowhere/k'), await status('/nowhere/k?response-content-type=a')]).toEqual([
      404, 404, 400,
    ])
    expect([await status('/bench-bucket'), await status('/bench-bucket/kept'), await status('/bench-bucket/none')]).toEqual([403, 403, 403])
  })
})

describe('reading', () => {
  it.each(['GET', 'HEAD'])('by %s accepts no header about how the object is encrypted', async (method) => {
    for (const [name, value] of [
      ['x-amz-server-side-encryption', 'AES256'],
      ['x-amz-server-side-encryption-aws-kms-key-id', 'k'],
      ['x-amz-server-side-encryption-customer-algorithm', 'AES256'],
    ] as const) {
      const reply = await send(bench.root.endpoint, signed(bench.root, s3(method, '/bench-bucket/kept', header(name, value))))
      expect([name, reply.status]).toEqual([name, 400])
    }
  })

  it('returns the encoding of the content as it was sent, without aws-chunked', async () => {
    for (const [sent, kept] of [
      ['gzip, br', 'gzip, br'],
      ['aws-chunked, gzip', 'gzip'],
    ] as const) {
      await ask(bench.root, s3('PUT', '/bench-bucket/encoded', { body: Buffer.from('x'), ...header('content-encoding', sent) }))
      const reply = await ask(bench.root, s3('HEAD', '/bench-bucket/encoded'))
      expect(reply.headers['content-encoding']).toBe(kept)
    }
    await ask(bench.root, s3('DELETE', '/bench-bucket/encoded'))
  })
})
