import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { bytesOf, errorOf, form, post, type Raw, send, signed, type Unsigned } from '../signed-request.js'
import { ask, type Bench, deletion, KEPT, listing, refusal, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const EMPTY = new Uint8Array(0)
const bytes = (text: string): Buffer => Buffer.from(text)
const refuse = (request: Unsigned) => refusal(bench.root.endpoint, signed(bench.root, request))
const isWhole = async (): Promise<void> => {
  expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  expect((await ask(bench.root, { service: 's3', method: 'GET', path: `/${bench.bucket}/kept` })).body).toEqual(KEPT)
  const files = readdirSync(join(bench.server.dataDir, 'objects'), { recursive: true, withFileTypes: true })
  expect(files.filter((entry) => entry.isFile() && entry.name !== 'installation')).toEqual([])
}
const keepsServing = async (): Promise<void> => {
  expect((await ask(bench.root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain(':root</Arn>')
}
const WHOAMI = 'Action=GetCallerIdentity&Version=2011-06-15'

describe('a form of STS or IAM', () => {
  const rows: [name: string, body: Uint8Array, status: number, code: string, message: RegExp][] = [
    ['a bad escape', bytes(`${WHOAMI}&a=%zz`), 400, 'MalformedInput', /percent-encoded/],
    ['half an escape', bytes(`${WHOAMI}&a=%4`), 400, 'MalformedInput', /percent-encoded/],
    ['escaped bytes that are not UTF-8', bytes(`${WHOAMI}&a=%ff%fe`), 400, 'MalformedInput', /UTF-8/],
    ['bytes that are not UTF-8', Buffer.concat([bytes(`${WHOAMI}&a=`), Buffer.from([0xff, 0xfe])]), 400, 'MalformedInput', /UTF-8/],
    ['an overlong encoding of a slash', bytes(`${WHOAMI}&a=%c0%af`), 400, 'MalformedInput', /UTF-8/],
    ['a lone surrogate', bytes(`${WHOAMI}&a=%ed%a0%80`), 400, 'MalformedInput', /UTF-8/],
    ['a parameter twice', bytes(`${WHOAMI}&Action=GetSessionToken`), 400, 'MalformedInput', /Action/],
    ['the version twice', bytes(`${WHOAMI}&Version=2011-06-15`), 400, 'MalformedInput', /Version/],
    [
      'too many parameters',
      bytes(`${WHOAMI}&${Array.from({ length: 5_000 }, (_, i) => `p${i}=`).join('&')}`),
      400,
      'MalformedInput',
      /parameters/,
    ],
    ['no parameter', EMPTY, 400, 'InvalidAction', /NO_VERSION_SPECIFIED/],
    ['JSON', bytes('{"Action":"GetCallerIdentity"}'), 400, 'InvalidAction', /NO_VERSION_SPECIFIED/],
  ]
  it.each(rows)('with %s is refused', async (_, body, status, code, message) => {
    expect(await refuse(post('sts', body))).toEqual([status, code, expect.stringMatching(message)])
    await keepsServing()
  })

  it('with a parameter that is also in the query is refused', async () => {
    const request = { ...form('sts', { Action: 'GetCallerIdentity' }), query: 'Action=GetSessionToken' }
    expect(await refuse(request)).toEqual([400, 'MalformedInput', expect.stringContaining('Action')])
  })

  it('that is larger than its service allows is refused, with a declared length or without', async () => {
    const body = Buffer.concat([bytes(`${WHOAMI}&a=`), Buffer.alloc(1_100_000, 'a')])
    for (const [service, most] of [
      ['sts', 524_288],
      ['iam', 1_048_576],
    ] as const) {
      expect(await refuse(post(service, body))).toEqual([413, 'RequestEntityTooLarge', `The request is larger than ${most} bytes.`])
    }
    const raw = signed(bench.root, post('sts', body))
    const unannounced = { ...raw, headers: [...raw.headers, 'transfer-encoding', 'chunked'] }
    expect(await refusal(bench.root.endpoint, unannounced)).toEqual([
      413,
      'RequestEntityTooLarge',
      'The request is larger than 524288 bytes.',
    ])
    await keepsServing()
  })

  it('that is unsigned and too large is refused too', async () => {
    const raw: Raw = {
      method: 'POST',
      target: '/',
      headers: ['host', new URL(bench.root.endpoint).host, 'content-type', 'application/x-www-form-urlencoded'],
      body: Buffer.concat([bytes(`${WHOAMI}&a=`), Buffer.alloc(1_100_000, 'a')]),
    }
    expect((await refusal(bench.root.endpoint, raw)).slice(0, 2)).toEqual([413, 'RequestEntityTooLarge'])
  })

  it('with absurdly nested or numbered lists is refused or read, and never causes a defect', async () => {
    const names = [
      'Tags.member.999999999999.Key',
      'Tags.member.-1.Key',
      'Tags.member.1e3.Key',
      'Tags.member.__proto__.Key',
      '__proto__',
      'constructor.prototype.x',
      `${'a.'.repeat(5_000)}b`,
    ]
    for (const name of names) {
      const request = form('iam', { Action: 'CreateUser', UserName: 'never-made', [name]: 'x' })
      const reply = await send(bench.root.endpoint, signed(bench.root, request))
      expect([name.slice(0, 40), reply.status < 500]).toEqual([name.slice(0, 40), true])
      if (reply.status === 200) await ask(bench.root, form('iam', { Action: 'DeleteUser', UserName: 'never-made' }))
    }
  })
})

describe('an error', () => {
  const unsigned = (method: string, target: string, body: Uint8Array): Raw => ({
    method,
    target,
    headers: ['host', new URL(bench.root.endpoint).host, 'content-type', 'application/x-www-form-urlencoded'],
    body,
  })
  const quotes = '"'.repeat(500_000)
  const login = 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::000000000000:role/r&WebIdentityToken=aaaa'

  it.each<[what: string, raw: () => Raw]>([
    ['a name of half a megabyte', () => unsigned('POST', '/', bytes(`${login}&RoleSessionName=${quotes}`))],
    ['a policy of half a megabyte', () => unsigned('POST', '/', bytes(`${login}&RoleSessionName=me&Policy=${quotes}`))],
    ['a path of 60,000 characters', () => unsigned('GET', `/bench-bucket/${'"'.repeat(60_000)}`, EMPTY)],
    [
      'an unreadable key id',
      () => ({ ...unsigned('GET', '/', EMPTY), headers: ['host', 'localhost', 'authorization', `AWS4-HMAC-SHA256 ${'"'.repeat(50_000)}`] }),
    ],
    [
      'a header that was signed with another value',
      () => {
        const raw = signed(bench.root, { service: 's3', method: 'GET', path: '/', headers: ['x-amz-meta-a', '"'.repeat(50_000)] })
        return { ...raw, headers: raw.headers.map((one) => one.replace(/Signature=.*/, `Signature=${'0'.repeat(64)}`)) }
      },
    ],
  ])('repeats only a part of %s', async (_, raw) => {
    const reply = await send(bench.root.endpoint, raw())
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect(reply.body.length).toBeLessThan(250_000)
    await keepsServing()
  })
})

describe('an XML body', () => {
  const ok =
    '<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>'
  const rows: [name: string, body: string | Uint8Array][] = [
    ['an open tag', ok.replace('</LocationConstraint>', '')],
    ['only text', 'eu-west-1'],
    ['another root', '<Other/>'],
    ['an unknown element', ok.replace('LocationConstraint>', 'Unheard>').replace('/LocationConstraint>', '/Unheard>')],
    ['a document type', `<!DOCTYPE x><${ok.slice(1)}`],
    ['an internal entity', `<!DOCTYPE x [<!ENTITY e "eu-west-1">]>${ok.replace('eu-west-1', '&e;')}`],
    ['an external entity', `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>${ok.replace('eu-west-1', '&e;')}`],
    ['an undefined entity', ok.replace('eu-west-1', '&e;')],
    ['a processing instruction', `<?php x ?>${ok}`],
    ['two roots', `${ok}${ok}`],
    ['bytes that are not UTF-8', Buffer.concat([bytes(ok.slice(0, 90)), Buffer.from([0xff]), bytes(ok.slice(90))])],
    ['another encoding', Buffer.from(`\ufeff${ok}`, 'utf16le')],
    ['endless depth', `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`],
  ]
  it.each(rows)('with %s is MalformedXML, and no bucket is created', async (_, body) => {
    const request: Unsigned = { service: 's3', method: 'PUT', path: '/never-made', body: Buffer.from(body) }
    expect(await refuse(request)).toEqual([400, 'MalformedXML', expect.any(String)])
    expect((await ask(bench.root, { service: 's3', method: 'GET', path: '/' })).text).not.toContain('never-made')
  })

  const endless: [name: string, body: string][] = [
    ['depth', `${'<a>'.repeat(20_000)}${'</a>'.repeat(20_000)}`],
    ['attributes', `<Delete ${Array.from({ length: 20_000 }, (_, i) => `a${i}=""`).join(' ')}/>`],
    ['elements', `<Delete>${'<Object/>'.repeat(20_000)}</Delete>`],
    ['comments', `<Delete>${'<!---->'.repeat(20_000)}</Delete>`],
  ]
  it.each(endless)('with an endless %s is MalformedXML', async (_, body) => {
    expect(await refuse(deletion('never-made', body))).toEqual([400, 'MalformedXML', expect.any(String)])
  })

  it('that is larger than its operation allows is refused', async () => {
    const body = bytes(ok.replace('eu-west-1', 'e'.repeat(70_000)))
    const [status, code] = await refuse({ service: 's3', method: 'PUT', path: '/never-made', body })
    expect([status, code]).toEqual([400, 'MaxMessageLengthExceeded'])
  })

  it('that is valid creates the bucket', async () => {
    await ask(bench.root, {
      service: 's3',
      method: 'PUT',
      path: '/made-well',
      body: bytes(`<?xml version="1.0" encoding="UTF-8"?>\n${ok}`),
    })
    const raw = signed(bench.root, { service: 's3', method: 'GET', path: '/made-well', query: 'location' }, { region: 'eu-west-1' })
    expect((await send(bench.root.endpoint, raw)).text).toContain('>eu-west-1</LocationConstraint>')
  })
})

describe('an address', () => {
  it.each([
    ['a bad escape', '/bench-bucket/%zz', 'InvalidURI'],
    ['bytes that are not UTF-8', '/bench-bucket/%ff', 'InvalidURI'],
    ['a NUL', '/bench-bucket/a%00b', 'InvalidArgument'],
    ['a key of 1,025 bytes', `/bench-bucket/${'k'.repeat(1025)}`, 'KeyTooLongError'],
    ['a bucket that goes to the parent folder', '/%2e%2e/etc', 'InvalidBucketName'],
    ['a bucket with a slash in it', '/a%2fb/key', 'InvalidBucketName'],
  ])('with %s is refused with a clear code', async (_, path, code) => {
    const reply = await send(bench.root.endpoint, signed(bench.root, { service: 's3', method: 'PUT', path, body: bytes('x') }))
    expect([reply.status, errorOf(reply).code]).toEqual([400, code])
    await isWhole()
  })
})

describe('a body that differs from its announcement', () => {
  const upload = (length: number, body: Uint8Array): Raw =>
    signed(
      bench.root,
      { service: 's3', method: 'PUT', path: `/${bench.bucket}/kept`, body, headers: ['content-length', String(length)] },
      { payload: 'UNSIGNED-PAYLOAD' },
    )

  it('cut off half-way changes nothing', async () => {
    for (const end of ['finish', 'cut'] as const) {
      const socket = await RawSocket.open(bench.root.endpoint)
      socket.write(bytesOf(upload(1_000_000, randomBytes(300_000))))
      socket[end]()
      await socket.closed()
      expect(socket.received).not.toContain('200 OK')
    }
    await keepsServing()
    await vi.waitFor(isWhole, 5_000)
  })

  it('with an invalid chunk is refused', async () => {
    const socket = await RawSocket.open(bench.root.endpoint)
    const raw = signed(bench.root, { service: 's3', method: 'PUT', path: `/${bench.bucket}/kept` }, { payload: 'UNSIGNED-PAYLOAD' })
    socket.write(bytesOf({ ...raw, headers: [...raw.headers, 'transfer-encoding', 'chunked'], body: bytes('5\r\nhello\r\nzz\r\n') }))
    expect(await socket.closed()).toMatch(/^(HTTP\/1\.1 400 |$)/)
    // The connection may be closed before the half-received file is removed.
    await vi.waitFor(isWhole, 5_000)
  })

  it('with two different lengths, or with a length and chunks, is refused before any of it is read', async () => {
    const { method, target, headers } = signed(
      bench.root,
      { service: 's3', method: 'PUT', path: `/${bench.bucket}/kept` },
      { payload: 'UNSIGNED-PAYLOAD' },
    )
    for (const lengths of [
      ['content-length', '5', 'content-length', '6'],
      ['content-length', '5', 'transfer-encoding', 'chunked'],
      ['content-length', '-5'],
      ['content-length', '5x'],
      ['transfer-encoding', 'chunked, identity'],
    ]) {
      const socket = await RawSocket.open(bench.root.endpoint)
      socket.write(bytesOf({ method, target, headers: [...headers, ...lengths], body: bytes('0\r\n\r\n') }))
      expect([lengths.join(' '), await socket.closed()]).toEqual([lengths.join(' '), expect.stringMatching(/^HTTP\/1\.1 4\d\d /)])
    }
    await isWhole()
  })
})

describe('an invalid request', () => {
  it.each([
    ['garbage', randomBytes(2_000)],
    ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
    ['an endless line', Buffer.from(`GET /${'a'.repeat(100_000)}`)],
    ['headers of 100 kilobytes', Buffer.from(`GET / HTTP/1.1\r\nhost: x\r\nx-filler: ${'a'.repeat(100_000)}\r\n\r\n`)],
    ['100 kilobytes of small headers', Buffer.from(`GET / HTTP/1.1\r\nhost: x\r\n${'x-filler: aaaaaaaa\r\n'.repeat(5_000)}\r\n`)],
    ['a header name with a space', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\nx filler: a\r\n\r\n')],
    ['a folded header', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\nx-amz-date: a\r\n b\r\n\r\n')],
    ['another protocol', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')],
    ['no host', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ])('%s gets a clear error and nothing else', async (_, given) => {
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(given).finish()
    const answer = await socket.closed()
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d [^\r]+\r\n/)
    expect(answer).toMatch(/Connection: close/i)
    await keepsServing()
  })

  it.each([
    'GET http://evil.example/ HTTP/1.1',
    'GET // HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'TRACE / HTTP/1.1',
    'CONNECT a:1 HTTP/1.1',
    'BREW / HTTP/1.1',
  ])('%s is refused', async (line) => {
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(`${line}\r\nhost: ${new URL(bench.root.endpoint).host}\r\nconnection: close\r\n\r\n`)
    expect(await socket.closed()).toMatch(/^(HTTP\/1\.1 [45]\d\d |$)/)
    await keepsServing()
  })
})

describe('a slow client', () => {
  it('does not delay others', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => RawSocket.open(bench.root.endpoint)))
    const raw = signed(
      bench.root,
      { service: 's3', method: 'PUT', path: `/${bench.bucket}/slow`, headers: ['content-length', '1000'] },
      { payload: 'UNSIGNED-PAYLOAD' },
    )
    for (const [i, socket] of slow.entries())
      socket.write(i % 2 === 0 ? 'POST / HTTP/1.1\r\nhost: x\r\n' : bytesOf({ ...raw, body: bytes('x') }))
    const before = performance.now()
    await keepsServing()
    expect(performance.now() - before).toBeLessThan(2_000)
    expect(slow.every((socket) => socket.isOpen)).toBe(true)
    for (const socket of slow) socket.cut()
    await keepsServing()
    await expect.poll(() => listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  })
})

describe('several requests on one connection', () => {
  const get = (): Buffer => bytesOf(signed(bench.root, { service: 's3', method: 'GET', path: `/${bench.bucket}/kept` }))
  const count = (text: string): number => text.split('HTTP/1.1 ').length - 1

  it('are answered in order', async () => {
    const socket = await RawSocket.open(bench.root.endpoint)
    const last = signed(bench.root, { service: 's3', method: 'HEAD', path: `/${bench.bucket}/kept`, headers: ['connection', 'close'] })
    socket.write(Buffer.concat([get(), get(), bytesOf(last)]))
    const text = await socket.closed()
    expect([count(text), text.split(KEPT.toString()).length - 1]).toEqual([3, 2])
  })

  it.each([
    ['a length', (body: Uint8Array) => ({ headers: ['content-length', String(body.length)], body })],
    [
      'chunks',
      (body: Uint8Array) => ({
        headers: ['transfer-encoding', 'chunked'],
        body: Buffer.concat([bytes(`${body.length.toString(16)}\r\n`), body, bytes('\r\n0\r\n\r\n')]),
      }),
    ],
  ])('the body of a refused PUT with %s is never read as a request', async (_, framed) => {
    const smuggled = signed(bench.root, { service: 's3', method: 'DELETE', path: `/${bench.bucket}/kept` })
    const wrong = { endpoint: bench.root.endpoint, key: { ...bench.root.key, secretAccessKey: 'w'.repeat(40) } }
    const refused = signed(wrong, { service: 's3', method: 'PUT', path: `/${bench.bucket}/new` }, { payload: 'UNSIGNED-PAYLOAD' })
    const { headers, body } = framed(bytesOf(smuggled))
    const last = signed(bench.root, { service: 's3', method: 'GET', path: `/${bench.bucket}/kept`, headers: ['connection', 'close'] })
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(Buffer.concat([bytesOf({ ...refused, headers: [...refused.headers, ...headers], body }), bytesOf(last)]))
    const text = await socket.closed()
    expect(text).toMatch(/^HTTP\/1\.1 403 /)
    expect(text).toContain('SignatureDoesNotMatch')
    expect(text).not.toContain('204 No Content')
    expect(count(text) === 1 || text.includes(KEPT.toString())).toBe(true)
    await isWhole()
  })

  it('a refused PUT that waits for 100 Continue is refused without it, and the next bytes are not read as its body', async () => {
    const wrong = { endpoint: bench.root.endpoint, key: { ...bench.root.key, secretAccessKey: 'w'.repeat(40) } }
    const headers = ['expect', '100-continue', 'content-length', '1000']
    const raw = signed(wrong, { service: 's3', method: 'PUT', path: `/${bench.bucket}/new`, headers }, { payload: 'UNSIGNED-PAYLOAD' })
    const socket = await RawSocket.open(bench.root.endpoint)
    socket.write(bytesOf(raw))
    const text = await socket.closed()
    expect(text).toMatch(/^HTTP\/1\.1 403 /)
    expect(text).not.toContain('100 Continue')
  })
})

describe('after all these tests', () => {
  it('everything is unchanged, and no defect was recorded', async () => {
    await isWhole()
    expect(bench.server.stderr).toBe('')
    expect(bench.server.audit().filter(({ status }) => status === 500)).toEqual([])
  })
})
