// No header that a client chooses can prevent its answer: the header is returned byte for byte, or refused when it arrives.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RawSocket } from '../raw-socket.js'
import { bytesOf, errorOf, presigned, type Raw, signed } from '../signed-request.js'
import { type Bench, startBench } from './bench.js'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

const path = '/bench-bucket/headed'
const BODY = Buffer.from('what the headers are about')

interface Exchanged {
  readonly status: number
  /** By lower-case name, a character for each byte. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends the bytes of a request over a new connection, and reads the bytes of the answer. */
async function exchanged(raw: Raw): Promise<Exchanged> {
  const socket = await RawSocket.open(bench.root.endpoint)
  const length = raw.body.length === 0 ? [] : ['Content-Length', String(raw.body.length)]
  const all = await socket.write(bytesOf({ ...raw, headers: [...raw.headers, ...length, 'Connection', 'close'] })).ended()
  const [head = '', ...body] = all.split('\r\n\r\n')
  const [line = '', ...lines] = head.split('\r\n')
  const headers = lines.map((one): [string, string] => {
    const [name = ''] = one.split(':', 1)
    return [name.toLowerCase(), one.slice(name.length + 2)]
  })
  return { status: Number(line.split(' ')[1]), headers: new Map(headers), body: body.join('\r\n\r\n') }
}

const exchange = (method: string, headers: readonly string[] = []): Promise<Exchanged> =>
  exchanged(signed(bench.root, { service: 's3', method, path, headers, ...(method === 'PUT' ? { body: BODY } : {}) }))

const outcome = ({ status, body }: Exchanged): readonly [number, string, string] => {
  const { code, message } = errorOf({ text: Buffer.from(body, 'latin1').toString('utf8') })
  return [status, code, message]
}

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

/** The text in encoded words (RFC 2047); blanks between two of them do not count. */
function decoded(value: string): string {
  const texts = value.split(' ').map((word) => {
    const [, kind, text = ''] = /^=\?UTF-8\?([QB])\?([^?]*)\?=$/.exec(word) ?? []
    if (kind === 'B') return Buffer.from(text, 'base64').toString('utf8')
    const bytes = text.replaceAll('_', ' ').replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    return Buffer.from(bytes, 'latin1').toString('utf8')
  })
  return texts.join('')
}

const isAscii = (text: string): boolean => /^[\t\x20-\x7e]*$/.test(text)

/** Any byte except those that end a line; blanks at the ends belong to HTTP, not to the value. */
const anyBytes = (codes: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc.array(codes, { minLength: 1, maxLength: 40 }).map((all) =>
    String.fromCharCode(...all)
      .replace(/[\r\n]/g, '')
      .replace(/^[\t ]+|[\t ]+$/g, ''),
  )
const byte = fc.oneof(fc.integer({ min: 0x80, max: 0xff }), fc.integer({ min: 0x20, max: 0x7e }), fc.constant(0x09))
const KEPT = ['content-disposition', 'content-type', 'cache-control', 'content-language', 'expires', 'x-amz-meta-a', 'x-amz-meta-b']

describe('a stored header', () => {
  const law = (codes: fc.Arbitrary<number>) =>
    fc.asyncProperty(fc.array(anyBytes(codes), { minLength: KEPT.length, maxLength: KEPT.length }), async (values) => {
      const put = await exchange(
        'PUT',
        KEPT.flatMap((name, i) => [name, values[i] ?? '']),
      )
      if (put.status !== 200) {
        // HTTP itself does not allow control characters.
        expect([put.status, values.some((value) => /[^\t\x20-\x7e\x80-\xff]/.test(value))]).toEqual([400, true])
        return
      }
      for (const method of ['GET', 'HEAD']) {
        const got = await exchange(method)
        expect([got.status, got.body]).toEqual([200, method === 'GET' ? BODY.toString() : ''])
        for (const [i, name] of KEPT.entries()) {
          const value = got.headers.get(name) ?? ''
          const sent = values[i] || (name === 'content-type' ? 'binary/octet-stream' : '')
          const isInWords = name.startsWith('x-amz-meta-') && !isAscii(sent)
          expect([name, isInWords ? decoded(value) : value]).toEqual([name, sent])
        }
      }
    })

  it('is returned byte for byte, whatever it contains', async () => {
    const all = (value: string): [string[]] => [KEPT.map(() => value)]
    const examples = [all(utf8('inline; filename="这.md"')), all('caf\xe9'), all('\xff'), all(utf8('\u{1faa3}')), all('=?UTF-8?Q?a?=x')]
    await fc.assert(law(byte), { numRuns: 40, examples })
  })

  it('is refused when it comes, or is returned, whatever byte it contains', async () => {
    await fc.assert(law(fc.oneof({ weight: 20, arbitrary: byte }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xff }) })), {
      numRuns: 40,
    })
  })

  it('can also be the encoding of the content', async () => {
    await exchange('PUT', ['content-encoding', utf8('这')])
    for (const method of ['GET', 'HEAD']) expect((await exchange(method)).headers.get('content-encoding')).toBe(utf8('这'))
  })
})

describe('metadata', () => {
  // S3's own answers, from its user guide and from observation.
  it.each([
    [utf8('ÄMÄZÕÑ S3'), '=?UTF-8?B?w4PChE3Dg8KEWsODwpXDg8KRIFMz?='],
    [utf8('Miniö'), '=?UTF-8?Q?Mini=C3=83=C2=B6?='],
    ['AMAZONS3', 'AMAZONS3'],
    ['=?UTF-8?Q?caf=C3=A9?=', '=?UTF-8?Q?caf=C3=A9?='],
  ])('is returned in ASCII: %j as %s', async (sent, expected) => {
    await exchange('PUT', ['x-amz-meta-a', sent])
    for (const method of ['GET', 'HEAD']) expect((await exchange(method)).headers.get('x-amz-meta-a')).toBe(expected)
  })

  it('may be presigned in any case', async () => {
    const query = `x-amz-meta-a=${encodeURIComponent('“Workout”. Make')}`
    const raw = presigned(bench.root, { service: 's3', method: 'PUT', path, query, body: BODY }, { expires: 60 })
    expect((await exchanged(raw)).status).toBe(200)
    expect((await exchange('GET')).headers.get('x-amz-meta-a')).toBe('=?UTF-8?Q?=E2=80=9CWorkout=E2=80=9D._Make?=')
  })
})

describe('a header that a read overrides', () => {
  const OVERRIDES = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'content-type']
  const asked = (method: string, name: string, value: string): Promise<Exchanged> => {
    const query = `response-${name}=${encodeURIComponent(value)}`
    return exchanged(presigned(bench.root, { service: 's3', method, path, query }, { expires: 60 }))
  }

  it('has one byte per character, or is refused, whatever it contains', async () => {
    await exchange('PUT')
    const value = fc.oneof(anyBytes(byte), fc.string({ unit: 'binary', maxLength: 20 })).filter((one) => one.trim() === one && one !== '')
    const law = fc.asyncProperty(fc.constantFrom(...OVERRIDES), fc.constantFrom('GET', 'HEAD'), value, async (name, method, text) => {
      const got = await asked(method, name, text)
      const fits = /^[\t\x20-\x7e\x80-\xff]*$/.test(text)
      expect([got.status, got.headers.get(name)]).toEqual(
        fits ? [200, text] : [400, name === 'content-type' && method === 'GET' ? 'application/xml' : undefined],
      )
    })
    await fc.assert(law, { numRuns: 80, examples: OVERRIDES.map((name): [string, string, string] => [name, 'GET', 'é']) })
  })

  it('is refused as in S3 when Latin-1 does not have the character', async () => {
    expect(outcome(await asked('GET', 'content-disposition', 'inline; filename="这.md"'))).toEqual([
      400,
      'InvalidArgument',
      'Header value cannot be represented using ISO-8859-1.',
    ])
  })
})
