import { createSecretKey } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SignedRequest } from './canonical.js'
import { sha256Hex } from './digest.js'
import { parseCredentials } from './parse-credentials.js'
import { isProblem, type SignatureProblem } from './problem.js'
import { presign, signHeaders } from './sign.js'
import { deriveSigningKey, SigningKeys } from './signing-keys.js'
import { type Verified, type VerifyOptions, verifyAgainstDummy, verifySignature } from './verify.js'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const SECRET = createSecretKey(Buffer.from('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'))
const BODY_HASH = sha256Hex(Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'))
const STS: VerifyOptions = { service: 'sts', normalizePath: true, streamsBodies: false }
const S3: VerifyOptions = { service: 's3', normalizePath: false, streamsBodies: true }
const BASE: SignedRequest = { method: 'PUT', path: '/bucket/a%20key', query: 'x-id=PutObject&list', headers: ['Host', 's3.example.org'] }

interface Made {
  readonly request?: SignedRequest
  readonly service?: string
  readonly region?: string
  readonly at?: number
  readonly payloadHash?: string
  readonly sendContentSha256?: boolean
  readonly expires?: number
  readonly sessionToken?: string
}

function input(made: Made) {
  const at = made.at ?? NOW
  const region = made.region ?? 'eu-west-1'
  const service = made.service ?? 'sts'
  return {
    request: made.request ?? BASE,
    accessKeyId: 'AKIDEXAMPLE',
    signingKey: deriveSigningKey(SECRET, { date: new Date(at).toISOString().slice(0, 10).replaceAll('-', ''), region, service }),
    region,
    service,
    payloadHash: made.payloadHash ?? BODY_HASH,
    normalizePath: service !== 's3',
    now: at,
    ...(made.sessionToken === undefined ? {} : { sessionToken: made.sessionToken }),
  }
}

function signed(made: Made = {}): SignedRequest {
  const headers = signHeaders({ ...input(made), sendContentSha256: made.sendContentSha256 ?? made.service === 's3' }).headers
  return { ...(made.request ?? BASE), headers }
}

function presigned(made: Made = {}): SignedRequest {
  return { ...(made.request ?? BASE), query: presign({ ...input(made), expires: made.expires ?? 60 }).query }
}

interface Given {
  readonly options?: VerifyOptions
  readonly now?: number
  readonly bodyHash?: string | undefined
}

function verify(request: SignedRequest, given: Given = {}): Verified | SignatureProblem {
  const presented = parseCredentials(request)
  if (isProblem(presented)) return presented
  const keys = new SigningKeys()
  const bodyHash = 'bodyHash' in given ? given.bodyHash : BODY_HASH
  return verifySignature({
    request,
    presented,
    signingKeyFor: ({ accessKeyId, scope }) => keys.get({ accessKeyId, secret: SECRET, scope }),
    ...(bodyHash === undefined ? {} : { bodyHash }),
    now: given.now ?? NOW,
    options: given.options ?? STS,
  })
}

function replaceAuthorization(request: SignedRequest, change: (value: string) => string): SignedRequest {
  return { ...request, headers: request.headers.map((text) => (text.startsWith('AWS4-HMAC-SHA256') ? change(text) : text)) }
}

describe('a verified signature', () => {
  it('gives the seed and the key of the chunk chain', () => {
    const result = verify(signed({ service: 's3' }), { options: S3 })
    expect(result).toMatchObject({
      ok: true,
      seed: expect.stringMatching(/^[0-9a-f]{64}$/),
      payload: { mode: 'sha256', sha256: BODY_HASH },
    })
    expect((result as Verified).signingKey.equals(input({ service: 's3' }).signingKey)).toBe(true)
  })

  it.each([
    ['a body that was hashed', signed(), STS, BODY_HASH, true],
    ['a hash that was sent and computed', signed({ service: 's3' }), S3, BODY_HASH, true],
    ['a hash that was only sent', signed({ service: 's3' }), S3, undefined, false],
    ['an unsigned body', signed({ service: 's3', payloadHash: 'UNSIGNED-PAYLOAD' }), S3, undefined, true],
    ['a presigned S3 request', presigned({ service: 's3', payloadHash: 'UNSIGNED-PAYLOAD' }), S3, undefined, true],
    ['a chunked body', signed({ service: 's3', payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }), S3, undefined, false],
    [
      'a chunked body with a trailer',
      signed({ service: 's3', payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' }),
      S3,
      undefined,
      false,
    ],
    ['an unsigned body with a trailer', signed({ service: 's3', payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }), S3, undefined, false],
  ])('says what remains to be verified for %s', (_, request, options, bodyHash, isBodyVerified) => {
    expect(verify(request, { options, bodyHash })).toMatchObject({ ok: true, isBodyVerified })
  })

  it('covers any Host that was received, and arbitrary headers', () => {
    const request = {
      method: 'GET',
      path: '/',
      query: 'Action=GetCallerIdentity',
      headers: ['Host', '10.0.0.7:4566', 'x-k8s-aws-id', 'cluster'],
    }
    expect(
      verify(presigned({ request, payloadHash: sha256Hex(new Uint8Array(0)) }), { bodyHash: sha256Hex(new Uint8Array(0)) }),
    ).toMatchObject({ ok: true })
  })
})

describe('a rejected signature', () => {
  it.each<[string, SignedRequest, Given, object]>([
    ['another service', signed({ service: 'iam' }), {}, { problem: 'wrong-service', service: 'iam', expected: 'sts' }],
    [
      'another terminator',
      replaceAuthorization(signed(), (value) => value.replace('aws4_request', 'aws5')),
      {},
      { problem: 'wrong-terminator', terminator: 'aws5' },
    ],
    [
      'another region',
      signed({ region: 'us-east-1' }),
      { options: { ...STS, regions: (region) => region === 'eu-west-1' } },
      { problem: 'bad-region', region: 'us-east-1' },
    ],
    ['an invalid region', signed({ region: 'EU_WEST' }), {}, { problem: 'bad-region', region: 'EU_WEST' }],
    [
      'a scope of another day',
      replaceAuthorization(signed(), (value) => value.replace('20260102', '20260101')),
      {},
      { problem: 'date-mismatch', scopeDate: '20260101', timestamp: '20260102T030405Z' },
    ],
    [
      'an expired signature',
      signed({ at: NOW - 901_000 }),
      {},
      { problem: 'expired', signed: '20260102T024904Z', now: '20260102T030405Z', earliest: '20260102T024905Z', skewSeconds: 900 },
    ],
    [
      'a signature from the future',
      signed({ at: NOW + 901_000 }),
      {},
      { problem: 'not-yet', signed: '20260102T031906Z', now: '20260102T030405Z', latest: '20260102T031905Z', skewSeconds: 900 },
    ],
    [
      'a narrower window',
      signed({ at: NOW - 301_000 }),
      { options: { ...STS, skewSeconds: 300 } },
      { problem: 'expired', skewSeconds: 300 },
    ],
    [
      'an expired presigned request',
      presigned({ at: NOW - 60_000, expires: 60 }),
      {},
      { problem: 'presign-expired', expires: 60, signed: '20260102T030305Z', ended: '20260102T030405Z', now: '20260102T030405Z' },
    ],
    ['a presigned request from the future', presigned({ at: NOW + 901_000 }), {}, { problem: 'not-yet', skewSeconds: 900 }],
    [
      'a presigned request for one hour that has expired',
      presigned({ at: NOW - 3_601_000, expires: 3600 }),
      {},
      { problem: 'presign-expired' },
    ],
    ['another body', signed(), { bodyHash: sha256Hex(Buffer.from('other')) }, { problem: 'mismatch', accessKeyId: 'AKIDEXAMPLE' }],
    [
      'a body that does not match the hash that was sent',
      signed({ sendContentSha256: true }),
      { bodyHash: sha256Hex(Buffer.from('other')) },
      { problem: 'content-hash-mismatch', claimed: BODY_HASH, computed: sha256Hex(Buffer.from('other')) },
    ],
    [
      'S3 without x-amz-content-sha256',
      signed({ service: 's3', sendContentSha256: false }),
      { options: S3 },
      { problem: 'missing-content-sha256' },
    ],
    [
      'an unsigned body for a service other than S3',
      signed({ payloadHash: 'UNSIGNED-PAYLOAD', sendContentSha256: true }),
      {},
      { problem: 'payload-mode', value: 'UNSIGNED-PAYLOAD' },
    ],
    [
      'a chunked body for a service other than S3',
      signed({ payloadHash: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', sendContentSha256: true }),
      {},
      { problem: 'payload-mode', value: 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
    ],
    ['nobody', { method: 'GET', path: '/', query: '', headers: ['Host', 'a'] }, {}, { problem: 'missing-auth' }],
    ['a short signature', replaceAuthorization(signed(), (value) => value.slice(0, -1)), {}, { problem: 'mismatch' }],
    ['a long signature', replaceAuthorization(signed(), (value) => `${value}0`), {}, { problem: 'mismatch' }],
    [
      'a signature in upper case',
      replaceAuthorization(signed(), (value) => value.replace(/Signature=(.*)/, (_, hex) => `Signature=${hex.toUpperCase()}`)),
      {},
      { problem: 'mismatch' },
    ],
  ])('is one of %s', (_, request, given, problem) => {
    expect(verify(request, given)).toMatchObject(problem)
  })

  it('contains the texts that were signed', () => {
    const request = replaceAuthorization(signed(), (value) => value.replace(/.$/, (last) => (last === '0' ? '1' : '0')))
    const { canonicalRequest, stringToSign } = signHeaders({ ...input({}), sendContentSha256: false })
    expect(verify(request)).toMatchObject({ problem: 'mismatch', canonicalRequest, stringToSign })
  })

  it('is checked for the scope before the time, and for the time before the key is requested', () => {
    const request = signed({ service: 'iam', at: NOW - 901_000 })
    expect(verify(request)).toMatchObject({ problem: 'wrong-service' })
    const presented = parseCredentials(signed({ at: NOW - 901_000 }))
    if (isProblem(presented)) throw new Error(presented.problem)
    const signingKeyFor = () => {
      throw new Error('requested the key')
    }
    expect(verifySignature({ request, presented, signingKeyFor, bodyHash: BODY_HASH, now: NOW, options: STS })).toMatchObject({
      problem: 'expired',
    })
  })

  it('is an error if the caller forgot the body', () => {
    expect(() => verify(signed(), { bodyHash: undefined })).toThrow(TypeError)
  })
})

describe('the time window', () => {
  it.each([-900_000, 0, 900_000])('still accepts %d ms', (offset) => {
    expect(verify(signed({ at: NOW + offset }))).toMatchObject({ ok: true })
  })

  it('of a presigned request ends with X-Amz-Expires', () => {
    expect(verify(presigned({ at: NOW - 59_000, expires: 60 }))).toMatchObject({ ok: true })
    expect(verify(presigned({ at: NOW - 604_799_000, expires: 604_800 }))).toMatchObject({ ok: true })
  })

  it("of a presigned request with no lifetime is never open, even if the signer's clock is ahead", () => {
    for (const at of [NOW - 1_000, NOW, NOW + 1_000, NOW + 900_000])
      expect(verify(presigned({ at, expires: 0 }))).toMatchObject({ problem: 'presign-expired', expires: 0 })
  })

  it('of a presigned request can have a minimum length, as for STS', () => {
    const options = { ...STS, minimumPresignSeconds: 900 }
    expect(verify(presigned({ at: NOW - 899_000, expires: 60 }), { options })).toMatchObject({ ok: true })
    expect(verify(presigned({ at: NOW - 900_000, expires: 60 }), { options })).toMatchObject({ problem: 'presign-expired' })
  })
})

describe('an unknown access key', () => {
  const keys = new SigningKeys()
  const judge = (request: SignedRequest, now = NOW) => {
    const presented = parseCredentials(request)
    if (isProblem(presented)) throw new Error(presented.problem)
    return verifyAgainstDummy({ request, presented, bodyHash: BODY_HASH, now, options: STS }, keys)
  }

  it('is unknown, whatever it signs', () => {
    expect(judge(signed())).toEqual({ problem: 'unknown-key', accessKeyId: 'AKIDEXAMPLE' })
  })

  it('gets the earlier problem first', () => {
    expect(judge(signed(), NOW + 901_000)).toMatchObject({ problem: 'expired' })
  })

  it('stays unknown even with the dummy secret itself', () => {
    const secret = createSecretKey(Buffer.from('this secret belongs to nobody/0000000000'))
    const made = input({})
    const signingKey = deriveSigningKey(secret, { date: '20260102', region: made.region, service: made.service })
    const request = { ...BASE, headers: signHeaders({ ...made, signingKey, sendContentSha256: false }).headers }
    expect(judge(request)).toEqual({ problem: 'unknown-key', accessKeyId: 'AKIDEXAMPLE' })
  })
})

/** Changes the character at an index to another one that is neither blank nor a separator with a meaning in the grammar. */
function flip(text: string, at: number): string {
  const place = at % text.length
  const other = text.charAt(place) === 'q' ? 'p' : 'q'
  return text.slice(0, place) + other + text.slice(place + 1)
}

const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnoXYZ0189-_~'), minLength: 1, maxLength: 12 })
const requests = fc.record({
  method: fc.constantFrom('GET', 'PUT', 'POST'),
  path: fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`),
  query: fc
    .array(fc.tuple(word, word), { minLength: 1, maxLength: 3 })
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')),
  meta: word,
  at: fc.nat(10_000),
  isS3: fc.boolean(),
})

describe('a flipped character', () => {
  const places = ['path', 'query', 'header', 'body', 'signature', 'method', 'token'] as const

  it.each(places)('in the %s invalidates the signature', (place) => {
    fc.assert(
      fc.property(requests, ({ method, path, query, meta, at, isS3 }) => {
        const plain = { method, path, query, headers: ['Host', 's3.example.org', 'x-amz-meta-name', meta] }
        const service = isS3 ? 's3' : 'sts'
        const good = signed({ request: plain, service, sessionToken: 'sessiontoken' })
        const options = isS3 ? S3 : STS
        expect(verify(good, { options })).toMatchObject({ ok: true })
        const value = (name: string) => good.headers[good.headers.indexOf(name) + 1] as string
        const withHeader = (name: string, text: string) => ({
          ...good,
          headers: good.headers.map((old, i) => (good.headers[i - 1] === name ? text : old)),
        })
        const changed: Record<(typeof places)[number], SignedRequest> = {
          method: { ...good, method: flip(method, at) },
          path: { ...good, path: `/${flip(path.slice(1), at)}` },
          query: { ...good, query: flip(query, at) },
          header: withHeader('x-amz-meta-name', flip(value('x-amz-meta-name'), at)),
          token: withHeader('x-amz-security-token', flip('sessiontoken', at)),
          signature: replaceAuthorization(good, (text) => text.slice(0, -64) + flip(text.slice(-64), at)),
          body: isS3 ? withHeader('x-amz-content-sha256', sha256Hex(Buffer.from(meta))) : good,
        }
        const result = verify(changed[place], { options, ...(place === 'body' && !isS3 ? { bodyHash: sha256Hex(Buffer.from(meta)) } : {}) })
        expect(result).toMatchObject({ problem: 'mismatch' })
      }),
      { numRuns: 60 },
    )
  })

  it('in the body is detected by the hash that was sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(), (body, at) => {
        const request = signed({ service: 's3', payloadHash: sha256Hex(body) })
        const other = Uint8Array.from(body, (byte, i) => (i === at % body.length ? byte ^ 1 : byte))
        expect(verify(request, { options: S3, bodyHash: sha256Hex(other) })).toMatchObject({ problem: 'content-hash-mismatch' })
      }),
    )
  })
})
