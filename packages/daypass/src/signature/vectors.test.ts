import { createSecretKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { SignedRequest } from './canonical.js'
import { sha256Hex } from './digest.js'
import { parseCredentials, type RequestCredentials } from './parse-credentials.js'
import { isProblem } from './problem.js'
import { presign, signHeaders } from './sign.js'
import { deriveSigningKey, SigningKeys } from './signing-keys.js'
import { verifySignature } from './verify.js'

interface Vector {
  readonly id: string
  readonly ver: 'v4' | 'v4a'
  readonly mode: 'header' | 'query'
  readonly context: {
    readonly credentials: { readonly access_key_id: string; readonly secret_access_key: string; readonly token?: string }
    readonly expiration_in_seconds: number
    readonly normalize: boolean
    readonly omit_session_token?: boolean
    readonly region: string
    readonly service: string
    readonly sign_body: boolean
    readonly timestamp: string
  }
  readonly request: string
  readonly signed_request: string
  readonly canonical_request: string
  readonly string_to_sign: string
  readonly signature: string
}

const file = new URL('../../../../vectors/sigv4/sigv4.json', import.meta.url)
const vectors: readonly Vector[] = JSON.parse(readFileSync(file, 'utf8')).vectors
const v4 = vectors.filter(({ ver }) => ver === 'v4')
const v4a = vectors.filter(({ ver }) => ver === 'v4a')

/** Vectors whose signed request daypass rejects although the signature is right, and why. */
const REFUSED: ReadonlyMap<string, { readonly problem: string; readonly reason: string }> = new Map([
  [
    'v4/post-sts-header-after/header',
    { problem: 'unsigned-header', reason: 'the session token is added after signing, so nothing binds it to the request' },
  ],
  [
    'v4/post-sts-header-after/query',
    {
      problem: 'mismatch',
      reason: 'the session token is added to the query after signing; AWS signs it with the query for every service that daypass has',
    },
  ],
])

interface Parsed {
  readonly request: SignedRequest
  readonly body: string
}

/** Reads the test suite's request text; a line that begins with a blank continues the previous header. */
function parse(text: string): Parsed {
  const [head = '', body = ''] = text.split('\n\n')
  const [start = '', ...lines] = head.split('\n').filter((line) => line !== '')
  const method = start.slice(0, start.indexOf(' '))
  const target = start.slice(start.indexOf(' ') + 1, start.lastIndexOf(' '))
  const [path = '', query = ''] = target.split('?')
  const headers: string[] = []
  for (const line of lines) {
    if (line.startsWith(' ')) headers.push(`${headers.pop()}\n${line}`)
    else headers.push(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1))
  }
  return { request: { method, path, query, headers }, body }
}

function sign(vector: Vector) {
  const { credentials, region, service, timestamp, normalize, omit_session_token, sign_body, expiration_in_seconds } = vector.context
  const { request, body } = parse(vector.request)
  const secret = createSecretKey(Buffer.from(credentials.secret_access_key))
  const input = {
    request,
    accessKeyId: credentials.access_key_id,
    signingKey: deriveSigningKey(secret, { date: timestamp.slice(0, 10).replaceAll('-', ''), region, service }),
    region,
    service,
    ...(credentials.token === undefined || omit_session_token ? {} : { sessionToken: credentials.token }),
    payloadHash: sha256Hex(Buffer.from(body)),
    normalizePath: normalize,
    now: Date.parse(timestamp),
  }
  return vector.mode === 'header'
    ? signHeaders({ ...input, sendContentSha256: sign_body })
    : presign({ ...input, expires: expiration_in_seconds })
}

function verify(vector: Vector) {
  const { credentials, service, timestamp, normalize } = vector.context
  const { request, body } = parse(vector.signed_request)
  const presented = parseCredentials(request)
  if (isProblem(presented)) return presented
  const keys = new SigningKeys()
  const secret = createSecretKey(Buffer.from(credentials.secret_access_key))
  return verifySignature({
    request,
    presented,
    signingKeyFor: ({ accessKeyId, scope }) => keys.get({ accessKeyId, secret, scope }),
    bodyHash: sha256Hex(Buffer.from(body)),
    now: Date.parse(timestamp),
    options: { service, normalizePath: normalize, streamsBodies: false },
  })
}

describe('the SigV4 test suite', () => {
  it('is complete', () => {
    expect(vectors.length).toBe(152)
    expect(v4.filter(({ mode }) => mode === 'header').length).toBe(38)
    expect(v4.filter(({ mode }) => mode === 'query').length).toBe(38)
    expect(v4a.length).toBe(76)
    expect([...REFUSED.keys()].filter((id) => v4.some((vector) => vector.id === id)).length).toBe(2)
  })

  it.each(v4.map((vector) => [vector.id, vector] as const))('signs %s', (_, vector) => {
    const signed = sign(vector)
    expect(signed.canonicalRequest).toBe(vector.canonical_request)
    expect(signed.stringToSign).toBe(vector.string_to_sign)
    expect(signed.signature).toBe(vector.signature)
  })

  it.each(v4.filter(({ id }) => !REFUSED.has(id)).map((vector) => [vector.id, vector] as const))('verifies %s', (_, vector) => {
    expect(verify(vector)).toMatchObject({ ok: true, seed: vector.signature, isBodyVerified: true })
  })

  it.each([...REFUSED])('refuses %s', (id, { problem }) => {
    const vector = v4.find((candidate) => candidate.id === id) as Vector
    expect(verify(vector)).toMatchObject({ problem })
  })

  it.each(v4a.map((vector) => [vector.id, vector] as const))('rejects %s as a scheme that it does not support', (_, vector) => {
    const presented: RequestCredentials | { readonly problem: string } = parseCredentials(parse(vector.signed_request).request)
    expect(presented).toEqual({ problem: 'unsupported-scheme', scheme: 'AWS4-ECDSA-P256-SHA256' })
  })
})
