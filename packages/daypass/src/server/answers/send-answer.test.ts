import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../core/exchange.js'
import { RawSocket } from '../../testing/raw-socket.js'
import { stubInstallation } from '../../testing/stub-installation.js'
import { trustProxies } from '../proxies.js'
import { type Listening, listen } from '../server.js'

let answer: Answer
let listening: Listening
beforeAll(async () => {
  const { installation } = stubInstallation(async () => answer)
  const options = { host: '127.0.0.1', port: 0, tls: undefined, proxies: trustProxies([]), dev: false, limits: { drain: 100 } }
  listening = await listen(installation, options)
})
afterAll(() => listening.drain())

/** Everything received over a separate connection, one character per byte. */
async function exchanged(method: string): Promise<string> {
  const socket = await RawSocket.open(`http://127.0.0.1:${listening.port}`)
  return socket.write(`${method} / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`).closed()
}

async function* streamed(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const TEXT = 'the body: é €'
const LONG = `${TEXT} `.repeat(10_000)
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1')

const BODIES: Readonly<Record<string, { readonly body: () => Answer['body']; readonly text: string }>> = {
  text: { body: () => TEXT, text: TEXT },
  'long text': { body: () => LONG, text: LONG },
  bytes: { body: () => Buffer.from(TEXT), text: TEXT },
  'many bytes': { body: () => Buffer.from(LONG), text: LONG },
  stream: { body: () => streamed(TEXT), text: TEXT },
  'stream that is in memory': { body: () => Object.assign(streamed('not this'), { whole: Buffer.from(TEXT) }), text: TEXT },
}

/** Every header value that HTTP allows (RFC 9110, section 5.5), without leading or trailing blanks. */
const value = fc
  .array(fc.oneof(fc.integer({ min: 0x80, max: 0xff }), fc.integer({ min: 0x20, max: 0x7e }), fc.constant(0x09)), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes).replace(/^[\t ]+|[\t ]+$/g, ''))
const NAMES = ['Content-Disposition', 'Content-Type', 'Cache-Control', 'Content-Encoding', 'Content-Language', 'Expires', 'x-amz-meta-a']

describe('every header of an answer is sent with its exact bytes', () => {
  const kinds = Object.keys(BODIES).flatMap((kind) => ['GET', 'HEAD'].map((method) => [kind, method] as const))

  it.each(kinds)('with a body of %s, for %s', async (kind, method) => {
    const { body, text } = BODIES[kind] as (typeof BODIES)[string]
    const length = String(Buffer.byteLength(text))
    const law = fc.asyncProperty(fc.array(value, { minLength: 7, maxLength: 7 }), async (values) => {
      const lines = NAMES.map((name, i) => [name, values[i] ?? ''] as const)
      const headers = Object.fromEntries([['Content-Length', length] as const, ...lines])
      answer = { status: 200, headers, body: body() }
      const [head = '', ...rest] = (await exchanged(method)).split('\r\n\r\n')
      for (const [name, sent] of lines) expect(head.split('\r\n')).toContain(`${name}: ${sent}`)
      expect(head).toContain(`Content-Length: ${length}`)
      expect(rest.join('\r\n\r\n')).toBe(method === 'HEAD' ? '' : bytesOf(text))
    })
    await fc.assert(law, {
      numRuns: 25,
      examples: [[Array.from({ length: 7 }, () => bytesOf('inline; filename="这.md"'))], [Array.from({ length: 7 }, () => 'é')]],
    })
  })
})
