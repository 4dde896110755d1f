// Requests signed by hand, so that any part of them can be wrong, and sent byte by byte unchanged.
import { createHash, createSecretKey } from 'node:crypto'
import { type Agent, request as httpRequest } from 'node:http'
import { encodeAwsChunked } from '../packages/daypass/src/signature/body/encode-aws-chunked.js'
import type { ChainStart } from '../packages/daypass/src/signature/body/signature-chain.js'
import { presign, signHeaders } from '../packages/daypass/src/signature/sign.js'
import { deriveSigningKey } from '../packages/daypass/src/signature/signing-keys.js'
import { formatAmzDate } from '../packages/daypass/src/signature/timestamp.js'
import type { Key } from './clean-environment.js'

/** The services that a daypass server supports, except Account Management and its own. */
export type Service = 'sts' | 'iam' | 's3'

/** A request before it is signed. `path` and `query` as they are sent; `headers` as name, value, name, value. */
export interface Unsigned {
  readonly service: Service | 'account' | 'organizations' | 'daypass'
  readonly method: string
  readonly path: string
  readonly query?: string
  readonly headers?: readonly string[]
  readonly body?: Uint8Array
  /** The Host header; by default the address of the server. */
  readonly host?: string
}

/** What is wrong or unusual about the signature. */
export interface Signing {
  /** Milliseconds since the epoch; by default now. */
  readonly now?: number
  readonly region?: string
  /** The service in the credential scope. */
  readonly scopeService?: string
  /** The value of x-amz-content-sha256; by default the hash of the body. */
  readonly payload?: string
  readonly sendContentSha256?: boolean
}

/** A request ready to be sent. */
export interface Raw {
  readonly method: string
  readonly target: string
  readonly headers: readonly string[]
  readonly body: Uint8Array
}

/** The answer. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
  readonly text: string
}

const EMPTY = new Uint8Array(0)
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The server, and the caller. */
export interface Signer {
  readonly endpoint: string
  readonly key: Key
}

function signingInput({ endpoint, key }: Signer, request: Unsigned, signing: Signing) {
  const now = signing.now ?? Date.now()
  const region = signing.region ?? 'us-east-1'
  const service = signing.scopeService ?? request.service
  const { method, path, query = '', headers = [] } = request
  const scope = { date: formatAmzDate(now).slice(0, 8), region, service }
  return {
    request: { method, path, query, headers: ['host', request.host ?? new URL(endpoint).host, ...headers] },
    accessKeyId: key.accessKeyId,
    signingKey: deriveSigningKey(createSecretKey(Buffer.from(key.secretAccessKey)), scope),
    region,
    service,
    payloadHash: signing.payload ?? sha256(request.body ?? EMPTY),
    normalizePath: request.service !== 's3',
    now,
    ...(key.sessionToken === undefined ? {} : { sessionToken: key.sessionToken }),
  }
}

const targetOf = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`)

/** Signs in the Authorization header. */
export function signed(signer: Signer, request: Unsigned, signing: Signing = {}): Raw {
  const input = signingInput(signer, request, signing)
  const { headers } = signHeaders({ ...input, sendContentSha256: signing.sendContentSha256 ?? request.service === 's3' })
  return { method: request.method, target: targetOf(request.path, request.query ?? ''), headers, body: request.body ?? EMPTY }
}

/** Signs in the query, valid for `expires` seconds. */
export function presigned(signer: Signer, request: Unsigned, signing: Signing & { readonly expires: number }): Raw {
  const payload = signing.payload ?? (request.service === 's3' ? 'UNSIGNED-PAYLOAD' : sha256(request.body ?? EMPTY))
  const input = signingInput(signer, request, { ...signing, payload })
  const { query } = presign({ ...input, expires: signing.expires })
  return { method: request.method, target: targetOf(request.path, query), headers: input.request.headers, body: request.body ?? EMPTY }
}

/** An aws-chunked upload: `signs` for STREAMING-AWS4-HMAC-SHA256-PAYLOAD, with `trailer` also its -TRAILER form. */
export interface ChunkedUpload {
  readonly path: string
  readonly query?: string
  readonly chunks: readonly Uint8Array[]
  readonly signs: boolean
  readonly trailer?: readonly [name: string, value: string]
  /** The announced number of bytes; by default that of the chunks. */
  readonly decodedLength?: number
  /** A further encoding of the body. */
  readonly encoding?: string
  readonly headers?: readonly string[]
}

/** Signs an upload whose body is in chunks; the signer itself frames the chunks. */
export async function chunked(signer: Signer, upload: ChunkedUpload): Promise<Raw> {
  const { trailer, chunks, signs, query = '' } = upload
  const payload = signs
    ? `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`
    : 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'
  const decodedLength = upload.decodedLength ?? chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const announced = trailer === undefined ? [] : ['x-amz-trailer', trailer[0]]
  const framing = [
    'content-encoding',
    upload.encoding === undefined ? 'aws-chunked' : `aws-chunked,${upload.encoding}`,
    'x-amz-decoded-content-length',
    String(decodedLength),
    ...announced,
  ]
  const request: Unsigned = { service: 's3', method: 'PUT', path: upload.path, query, headers: [...framing, ...(upload.headers ?? [])] }
  const input = signingInput(signer, request, { payload })
  const head = signHeaders({ ...input, sendContentSha256: true })
  const scope = head.stringToSign.split('\n')[2] ?? ''
  const chain: ChainStart = { signingKey: input.signingKey, seed: head.signature, timestamp: head.timestamp, scope }
  const pieces: Uint8Array[] = []
  const framed = encodeAwsChunked(chunks, {
    ...(signs ? { signing: chain } : {}),
    ...(trailer === undefined ? {} : { trailers: () => [trailer] }),
  })
  for await (const piece of framed) pieces.push(piece)
  return { method: 'PUT', target: targetOf(upload.path, query), headers: head.headers, body: Buffer.concat(pieces) }
}

/** A form of STS or IAM as a POST, as the SDKs send it. */
export function form(service: 'sts' | 'iam', parameters: Readonly<Record<string, string>>): Unsigned {
  const version = service === 'sts' ? '2011-06-15' : '2010-05-08'
  const text = new URLSearchParams({ Version: version, ...parameters }).toString()
  return post(service, Buffer.from(text))
}

/** Any bytes as the form of a POST. */
export function post(service: 'sts' | 'iam', body: Uint8Array): Unsigned {
  return { service, method: 'POST', path: '/', headers: ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'], body }
}

/** The bytes of the request on a socket. */
export function bytesOf({ method, target, headers, body }: Raw): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`]
  for (let i = 0; i < headers.length; i += 2) lines.push(`${headers[i]}: ${headers[i + 1]}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

/** Sends a request and reads the whole answer, over a new connection or one of the agent's. */
export function send(endpoint: string, raw: Raw, agent: Agent | false = false): Promise<Reply> {
  const { hostname, port } = new URL(endpoint)
  const lengthKnown = raw.headers.some((name, i) => i % 2 === 0 && /^(content-length|transfer-encoding)$/i.test(name))
  const length =
    lengthKnown || (raw.body.length === 0 && raw.method !== 'PUT' && raw.method !== 'POST')
      ? []
      : ['content-length', String(raw.body.length)]
  const options = { hostname, port, method: raw.method, path: raw.target, headers: [...raw.headers, ...length], agent }
  return new Promise((resolve, reject) => {
    const request = httpRequest(options, (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const body = Buffer.concat(pieces)
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body, text: body.toString('utf8') })
      })
    })
    request.on('error', reject)
    request.end(raw.body)
  })
}

/** Code and message of an error document, in XML or JSON. */
export function errorOf({ text }: Pick<Reply, 'text'>): { readonly code: string; readonly message: string } {
  if (text.startsWith('{')) {
    const { Error: error } = JSON.parse(text) as { Error?: { Code?: string; Message?: string } }
    return { code: error?.Code ?? '', message: error?.Message ?? '' }
  }
  return { code: element(text, 'Code'), message: element(text, 'Message') }
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** The text of the first element with a name. */
export function element(xml: string, name: string): string {
  const inner = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? ''
  return inner
    .replace(/&#x([0-9A-Fa-f]+);/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replace(/&(\w+);/g, (_, word: string) => NAMED[word] ?? '')
}
