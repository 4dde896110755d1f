import { createHash, createHmac, createSecretKey } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from './digest.js'
import { parseCredentials } from './parse-credentials.js'
import { isProblem } from './problem.js'
import { SigningKeys } from './signing-keys.js'
import { verifySignature } from './verify.js'

type Source = Parameters<InstanceType<ConstructorParameters<typeof SignatureV4>[0]['sha256']>['update']>[0]

function bytesOf(data: Source): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}

class Sha256 {
  #hash: ReturnType<typeof createHash> | ReturnType<typeof createHmac>
  constructor(secret?: Source) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }
  update(data: Source) {
    this.#hash.update(bytesOf(data))
  }
  async digest() {
    return new Uint8Array(this.#hash.digest())
  }
  reset() {
    throw new Error('not used')
  }
}

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret/of+forty', sessionToken: 'to/ken+with==' }
const text = fc.string({ unit: 'grapheme', maxLength: 8 })
const printable = fc.string({ unit: fc.constantFrom(...' abcXYZ019;,=/"~'), maxLength: 20 })
const queries = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 4, noNullPrototype: true })
const cases = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
  segments: fc.array(fc.oneof(text, fc.constantFrom('.', '..')), { maxLength: 4 }),
  query: queries,
  headers: fc.dictionary(fc.constantFrom('x-amz-acl', 'x-amz-meta-a', 'content-type', 'range', 'x-other'), printable, {
    noNullPrototype: true,
  }),
  body: fc.string(),
  isS3: fc.boolean(),
})

/** As the SDK's serializer writes a key into the path. */
function encodeStrictly(segment: string): string {
  return encodeURIComponent(segment).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function rawQuery(query: Record<string, string | string[]>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

function verify(
  request: { method: string; path: string; query: string; headers: Record<string, string> },
  { isS3, body }: { isS3: boolean; body: string },
) {
  const received = { ...request, headers: Object.entries(request.headers).flat() }
  const presented = parseCredentials(received)
  if (isProblem(presented)) return presented
  const keys = new SigningKeys()
  const secret = createSecretKey(Buffer.from(credentials.secretAccessKey))
  return verifySignature({
    request: received,
    presented,
    signingKeyFor: ({ accessKeyId, scope }) => keys.get({ accessKeyId, secret, scope }),
    bodyHash: sha256Hex(Buffer.from(body)),
    now: NOW,
    options: { service: isS3 ? 's3' : 'sts', normalizePath: !isS3, streamsBodies: isS3 },
  })
}

/** Credentials in a query, which daypass rejects, and S3's own names are not part of this test. */
function isOurs(query: Record<string, unknown>): boolean {
  return Object.keys(query).every((name) => name !== '' && !/^(x-amz-|signature$|awsaccesskeyid$)/i.test(name))
}

function signerFor(isS3: boolean) {
  return new SignatureV4({
    service: isS3 ? 's3' : 'sts',
    region: 'eu-west-1',
    credentials,
    sha256: Sha256,
    uriEscapePath: !isS3,
    applyChecksum: isS3,
  })
}

describe('what the JavaScript SDK signs', () => {
  it('by header is verified', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases.filter(({ query }) => isOurs(query)),
        async ({ method, segments, query, headers, body, isS3 }) => {
          const path = `/${segments.map(encodeStrictly).join('/')}`
          const request = {
            method,
            path,
            query,
            headers: { host: 'example.org:4566', ...headers },
            body,
            protocol: 'http:',
            hostname: 'example.org',
          }
          const signed = await signerFor(isS3).sign(request, { signingDate: new Date(NOW) })
          expect(verify({ method, path, query: rawQuery(query), headers: signed.headers }, { isS3, body })).toMatchObject({
            ok: true,
            isBodyVerified: true,
          })
        },
      ),
      { numRuns: 300 },
    )
  })

  it('by query is verified', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases.filter(({ query }) => isOurs(query)),
        async ({ method, segments, query, headers, body, isS3 }) => {
          const path = `/${segments.map(encodeStrictly).join('/')}`
          const hash = isS3 ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {}
          const all = { host: 'example.org:4566', ...headers, ...hash }
          const request = { method, path, query, headers: all, body, protocol: 'http:', hostname: 'example.org' }
          const signed = await signerFor(isS3).presign(request, { signingDate: new Date(NOW), expiresIn: 60 })
          const sent = { method, path, query: rawQuery((signed.query ?? {}) as Record<string, string>), headers: signed.headers }
          expect(verify(sent, { isS3, body })).toMatchObject({ ok: true })
        },
      ),
      { numRuns: 300 },
    )
  })
})
