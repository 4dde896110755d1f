import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errorOf, presigned, type Raw, type Service, send, sha256, signed, type Unsigned } from '../signed-request.js'
import { type Bench, harmless, KEPT, listing, put, startBench } from './bench.js'

/** Status, code and message; a message with a time in it is a pattern. */
type Refusal = readonly [status: number, code: string, message: string | RegExp]

interface Row {
  readonly name: string
  readonly make: (bench: Bench, service: Service) => Raw
  /** STS and IAM. */
  readonly query?: Refusal
  readonly sts?: Refusal
  readonly iam?: Refusal
  readonly s3?: Refusal
  /** S3 checks these after policies: an unsigned request can be public, and a body streams after the decision. */
  readonly decision?: Partial<Record<Service, 'allow' | 'deny'>>
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const S3_MISMATCH = 'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
const mismatch: Refusal = [403, 'SignatureDoesNotMatch', new RegExp(`^${MISMATCH.replaceAll('.', '\\.')}(?:\n\nThe Canonical String|$)`)]
const s3Mismatch: Refusal = [403, 'SignatureDoesNotMatch', S3_MISMATCH]
const invalid: Refusal = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid']
const invalidKey: Refusal = [403, 'InvalidClientTokenId', 'The security token included in the request is invalid.']
const s3InvalidKey: Refusal = [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.']
const s3InvalidToken: Refusal = [400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.']
const s3Skewed: Refusal = [403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.']

const MINUTE = 60_000
const edited = (raw: Raw, edit: (name: string, value: string) => string): Raw => ({
  ...raw,
  headers: raw.headers.map((value, i) => (i % 2 === 0 ? value : edit(String(raw.headers[i - 1]).toLowerCase(), value))),
})
const withAuthorization = (raw: Raw, edit: (value: string) => string): Raw =>
  edited(raw, (name, value) => (name === 'authorization' ? edit(value) : value))
const withHeaders = (request: Unsigned, ...headers: string[]): Unsigned => ({
  ...request,
  headers: [...(request.headers ?? []), ...headers],
})
const other = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))

const rows: Row[] = [
  {
    name: 'a wrong secret',
    make: ({ root }, service) =>
      signed({ endpoint: root.endpoint, key: { ...root.key, secretAccessKey: 'w'.repeat(40) } }, harmless(service)),
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'an altered body',
    make: (bench, service) => {
      const raw = signed(bench.root, service === 's3' ? put(bench, Buffer.from('as it was signed')) : harmless(service))
      return { ...raw, body: other(raw.body) }
    },
    query: mismatch,
    s3: [400, 'XAmzContentSHA256Mismatch', "The provided 'x-amz-content-sha256' header does not match what was computed."],
    decision: { s3: 'allow' },
  },
  {
    name: 'a body that does not match its signed hash',
    make: ({ root }, service) => {
      const raw = signed(root, harmless(service), { sendContentSha256: true })
      return { ...raw, body: other(raw.body) }
    },
    query: mismatch,
  },
  {
    name: 'an altered header',
    make: ({ root }, service) =>
      edited(signed(root, withHeaders(harmless(service), 'x-amz-meta-a', 'signed')), (_, value) => value.replace(/^signed$/, 'altered')),
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'an altered path or query',
    make: ({ root }, service) => {
      const raw = signed(root, { ...harmless(service), query: 'x-id=a' })
      return { ...raw, target: raw.target.replace('x-id=a', 'x-id=b') }
    },
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'another method',
    make: ({ root, bucket }, service) =>
      service === 's3'
        ? { ...signed(root, { service, method: 'GET', path: `/${bucket}/kept` }), method: 'DELETE' }
        : {
            ...signed(root, {
              service,
              method: 'GET',
              path: '/',
              query: new URLSearchParams(Buffer.from(harmless(service).body ?? []).toString()).toString(),
            }),
            method: 'POST',
          },
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'a header that was signed but not sent',
    make: ({ root }, service) => {
      const raw = signed(root, withHeaders(harmless(service), 'x-amz-meta-a', ''))
      return { ...raw, headers: raw.headers.filter((_, i) => raw.headers[i - (i % 2)] !== 'x-amz-meta-a') }
    },
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'no signature',
    make: ({ root }, service) => {
      const raw = signed(root, harmless(service))
      return { ...raw, headers: raw.headers.filter((_, i) => !/^(authorization|x-amz-.*)$/.test(String(raw.headers[i - (i % 2)]))) }
    },
    query: [403, 'MissingAuthenticationToken', 'Request is missing Authentication Token'],
    s3: [403, 'AccessDenied', 'Access Denied'],
    decision: { s3: 'deny' },
  },
  {
    name: 'an unknown key',
    make: ({ root }, service) =>
      signed({ endpoint: root.endpoint, key: { accessKeyId: 'AKIAQAAAAAAAZZZZZZZZ', secretAccessKey: 'x'.repeat(40) } }, harmless(service)),
    query: invalidKey,
    s3: s3InvalidKey,
  },
  {
    name: "another session's token",
    make: ({ sessions: [one, two] }, service) =>
      signed({ endpoint: one.endpoint, key: { ...one.key, sessionToken: two.key.sessionToken ?? '' } }, harmless(service)),
    query: invalid,
    s3: s3InvalidToken,
  },
  {
    name: 'an invalid token',
    make: ({ sessions: [one] }, service) =>
      signed({ endpoint: one.endpoint, key: { ...one.key, sessionToken: 'FwoGZXIvYXdzEAAA' } }, harmless(service)),
    query: invalid,
    s3: s3InvalidToken,
  },
  {
    name: 'a token with one letter changed',
    make: ({ sessions: [{ endpoint, key }] }, service) => {
      const token = key.sessionToken ?? ''
      const middle = Math.floor(token.length / 2)
      const letter = token[middle] === 'A' ? 'B' : 'A'
      return signed(
        { endpoint, key: { ...key, sessionToken: `${token.slice(0, middle)}${letter}${token.slice(middle + 1)}` } },
        harmless(service),
      )
    },
    query: invalid,
    s3: s3InvalidToken,
  },
  {
    name: 'no token with a temporary key',
    make: ({ sessions: [{ endpoint, key }] }, service) => {
      const { accessKeyId, secretAccessKey } = key
      return signed({ endpoint, key: { accessKeyId, secretAccessKey } }, harmless(service))
    },
    query: invalidKey,
    s3: s3InvalidKey,
  },
  {
    name: 'a token with a long-term key',
    make: ({ user, sessions: [one] }, service) =>
      signed({ endpoint: user.endpoint, key: { ...user.key, sessionToken: one.key.sessionToken ?? '' } }, harmless(service)),
    query: invalid,
    s3: s3InvalidToken,
  },
  {
    name: "a session's key with the wrong secret",
    make: ({ sessions: [{ endpoint, key }] }, service) =>
      signed({ endpoint, key: { ...key, secretAccessKey: 'w'.repeat(40) } }, harmless(service)),
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'a clock 16 minutes behind',
    make: ({ root }, service) => signed(root, harmless(service), { now: Date.now() - 16 * MINUTE }),
    query: [403, 'SignatureDoesNotMatch', /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 15 min\.\)$/],
    s3: s3Skewed,
  },
  {
    name: 'a clock 16 minutes ahead',
    make: ({ root }, service) => signed(root, harmless(service), { now: Date.now() + 16 * MINUTE }),
    query: [
      403,
      'SignatureDoesNotMatch',
      /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 15 min\.\)$/,
    ],
    s3: s3Skewed,
  },
  {
    name: 'a scope with another terminator',
    make: ({ root }, service) =>
      withAuthorization(signed(root, harmless(service)), (value) => value.replace('/aws4_request', '/aws5_request')),
    query: [403, 'SignatureDoesNotMatch', "Credential should be scoped with a valid terminator: 'aws4_request'"],
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header is malformed; incorrect terminal "aws5_request". This endpoint uses "aws4_request".',
    ],
  },
  {
    name: 'a scope in an unknown region',
    make: ({ root }, service) => signed(root, harmless(service), { region: 'moon-east-1' }),
    query: [403, 'SignatureDoesNotMatch', 'Credential should be scoped to a valid region.'],
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      "The authorization header is malformed; the region 'moon-east-1' is wrong; expecting 'us-east-1'",
    ],
  },
  {
    name: 'a scope of another day than the request',
    make: ({ root }, service) => withAuthorization(signed(root, harmless(service)), (value) => value.replace(/\/\d{8}\//, '/20200101/')),
    query: [
      403,
      'SignatureDoesNotMatch',
      /^Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '\d{8}', from '\d{8}T\d{6}Z'\.$/,
    ],
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      /^The authorization header is malformed; Invalid credential date "20200101"\. This date is not the same as X-Amz-Date: "\d{8}"\.$/,
    ],
  },
  {
    name: 'a signature in the header and one in the query',
    make: ({ root }, service) => {
      const raw = presigned(root, harmless(service), { expires: 60 })
      return { ...signed(root, { ...harmless(service), query: raw.target.slice(2) }), target: raw.target }
    },
    query: [400, 'IncompleteSignature', 'The request must carry one signature, but has authorization and x-amz-signature.'],
    s3: [
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ],
  },
  {
    name: 'an x-amz- header that the signature does not cover',
    make: ({ root }, service) => {
      const raw = signed(root, harmless(service))
      return { ...raw, headers: [...raw.headers, 'x-amz-meta-added', 'on the way'] }
    },
    query: [403, 'SignatureDoesNotMatch', "The header 'x-amz-meta-added' must be a 'SignedHeader' in the AWS Authorization."],
    s3: [403, 'AccessDenied', 'There were headers present in the request which were not signed'],
  },
  {
    name: 'a header without its parts',
    make: ({ root }, service) => withAuthorization(signed(root, harmless(service)), () => 'AWS4-HMAC-SHA256 SignedHeaders=host'),
    query: [
      400,
      'IncompleteSignature',
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 SignedHeaders=host",
    ],
    s3: [
      400,
      'AuthorizationHeaderMalformed',
      /^The authorization header is malformed; .*requires three components: Credential, SignedHeaders, and Signature/,
    ],
  },
  {
    name: 'a credential with a space in it',
    make: ({ root }, service) =>
      withAuthorization(signed(root, harmless(service)), (value) => value.replace('Credential=', 'Credential=AKIA BROKEN')),
    query: [
      400,
      'IncompleteSignature',
      /^'.*' not a valid key=value pair \(missing equal-sign\) in Authorization header: 'AWS4-HMAC-SHA256 Credential=AKIA BROKEN.*'\.$/,
    ],
    s3: [400, 'AuthorizationHeaderMalformed', /^The authorization header is malformed; /],
  },
  {
    name: 'an expired presigned request',
    make: ({ root }, service) =>
      presigned(root, harmless(service), { expires: 60, now: Date.now() - (service === 'sts' ? 16 : 2) * MINUTE }),
    query: [403, 'SignatureDoesNotMatch', /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(/],
    s3: [403, 'AccessDenied', 'Request has expired'],
  },
  {
    name: 'a presigned request for longer than a week',
    make: ({ root }, service) => presigned(root, harmless(service), { expires: 604_801 }),
    query: [400, 'IncompleteSignature', /^X-Amz-Expires must be less than a week/],
    s3: [
      400,
      'AuthorizationQueryParametersError',
      'X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds',
    ],
  },
  {
    name: 'a presigned request with a negative expiry',
    make: ({ root }, service) => presigned(root, harmless(service), { expires: -1 }),
    query: [400, 'IncompleteSignature', 'X-Amz-Expires must be non-negative'],
    s3: [400, 'AuthorizationQueryParametersError', 'X-Amz-Expires must be non-negative'],
  },
  {
    name: 'a presigned request with an expiry of zero, with a clock ahead',
    make: ({ root }, service) => presigned(root, harmless(service), { expires: 0, now: Date.now() + MINUTE }),
    iam: [403, 'SignatureDoesNotMatch', /^Signature expired: /],
    s3: [403, 'AccessDenied', 'Request has expired'],
  },
  {
    name: 'a presigned request with its expiry lengthened',
    make: ({ root }, service) => {
      const raw = presigned(root, harmless(service), { expires: 60 })
      return { ...raw, target: raw.target.replace('X-Amz-Expires=60', 'X-Amz-Expires=600') }
    },
    query: mismatch,
    s3: s3Mismatch,
  },
  {
    name: 'a presigned request without one of its parts',
    make: ({ root }, service) => {
      const raw = presigned(root, harmless(service), { expires: 60 })
      return { ...raw, target: raw.target.replace(/&X-Amz-Expires=60/, '') }
    },
    query: [400, 'IncompleteSignature', /X-Amz-Expires/],
    s3: [400, 'AuthorizationQueryParametersError', /X-Amz-Expires/],
  },
  {
    name: 'UNSIGNED-PAYLOAD where the body must be signed',
    make: ({ root }, service) => signed(root, harmless(service), { payload: 'UNSIGNED-PAYLOAD', sendContentSha256: true }),
    query: [400, 'IncompleteSignature', "The payload mode 'UNSIGNED-PAYLOAD' is not supported."],
  },
  {
    name: 'an unknown payload mode',
    make: (bench) => signed(bench.root, put(bench, Buffer.from('x')), { payload: 'SIGNED-SOMEHOW' }),
    s3: [
      400,
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    ],
  },
  {
    name: 'chunks signed with ECDSA',
    make: (bench) => signed(bench.root, put(bench, Buffer.from('x')), { payload: 'STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD' }),
    s3: [501, 'NotImplemented', 'A header you provided implies functionality that is not implemented'],
  },
  {
    name: 'no x-amz-content-sha256',
    make: ({ root }) => signed(root, harmless('s3'), { sendContentSha256: false }),
    s3: [400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256'],
  },
  {
    name: 'another scheme',
    make: ({ root }, service) => withAuthorization(signed(root, harmless(service)), () => `AWS ${root.key.accessKeyId}:c2lnbmF0dXJl`),
    query: [400, 'IncompleteSignature', 'The authorization mechanism is not supported. Please use AWS4-HMAC-SHA256.'],
    s3: [
      400,
      'InvalidRequest',
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256. Signature version 2 is not accepted here: sign with version 4, in boto3 with Config(signature_version='s3v4').",
    ],
  },
]

const expected = (row: Row, service: Service): Refusal | undefined => (service === 's3' ? row.s3 : (row[service] ?? row.query))
const cases = rows.flatMap((row) =>
  (['sts', 'iam', 's3'] as const).flatMap((service) => {
    const refusal = expected(row, service)
    return refusal === undefined ? [] : [{ name: row.name, service, row, refusal }]
  }),
)

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.server.close())

describe('an invalid signature', () => {
  it.each(cases)('$service refuses $name', async ({ row, service, refusal: [status, code, message] }) => {
    const reply = await send(bench.root.endpoint, row.make(bench, service))
    const error = errorOf(reply)
    expect([reply.status, error.code, error.message]).toEqual([
      status,
      code,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ])
    const id = reply.headers[service === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid']
    const line = await bench.server.auditOf(String(id))
    expect(line).toMatchObject({ service, status, error: code })
    expect(line?.decision).toBe(row.decision?.[service] ?? 'none')
  })

  it('has changed nothing', async () => {
    expect(await listing(bench.root, bench.bucket)).toEqual([`kept ${KEPT.length}`])
  })
})

describe('a valid signature', () => {
  it.each(['sts', 'iam', 's3'] as const)('%s accepts clocks that are 14 minutes off, in both directions', async (service) => {
    for (const minutes of [-14, 14]) {
      const reply = await send(bench.root.endpoint, signed(bench.root, harmless(service), { now: Date.now() + minutes * MINUTE }))
      expect(reply.status).toBe(200)
    }
  })

  it.each(['sts', 'iam', 's3'] as const)('%s accepts a presigned request', async (service) => {
    const query = Buffer.from(harmless(service).body ?? []).toString()
    const reply = await send(bench.root.endpoint, presigned(bench.root, { service, method: 'GET', path: '/', query }, { expires: 60 }))
    expect([reply.status, reply.text]).toEqual([200, expect.any(String)])
  })

  it("STS accepts an EKS token's request: signed for 60 seconds, with its own header, 14 minutes old", async () => {
    const { key, endpoint } = bench.sessions[0]
    const request: Unsigned = {
      service: 'sts',
      method: 'GET',
      path: '/',
      query: 'Action=GetCallerIdentity&Version=2011-06-15',
      headers: ['x-k8s-aws-id', 'a-cluster'],
    }
    const raw = presigned({ endpoint, key }, request, { expires: 60, now: Date.now() - 14 * MINUTE })
    const reply = await send(endpoint, raw)
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining(':assumed-role/bench-role/bench</Arn>')])
    const stripped = await send(endpoint, { ...raw, headers: raw.headers.slice(0, 2) })
    expect([stripped.status, errorOf(stripped).code]).toEqual([403, 'SignatureDoesNotMatch'])
  })

  it('returns what should have been signed when something else was signed', async () => {
    const wrong = { endpoint: bench.root.endpoint, key: { ...bench.root.key, secretAccessKey: 'w'.repeat(40) } }
    const raw = signed(wrong, harmless('sts'))
    const { message } = errorOf(await send(wrong.endpoint, raw))
    const date = raw.headers[raw.headers.indexOf('x-amz-date') + 1] ?? ''
    const host = new URL(wrong.endpoint).host
    expect(message).toContain(
      `\n\nThe Canonical String for this request should have been\n'POST\n/\n\ncontent-type:application/x-www-form-urlencoded; charset=utf-8\nhost:${host}\nx-amz-date:${date}\n\ncontent-type;host;x-amz-date\n${sha256(raw.body)}'\n`,
    )
    expect(message).toContain(
      `\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n${date}\n${date.slice(0, 8)}/us-east-1/sts/aws4_request\n`,
    )
  })
})
