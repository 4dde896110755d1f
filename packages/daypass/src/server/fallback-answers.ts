import { isIP } from 'node:net'
import type { Answer, Request } from '../core/exchange.js'
import { hostName } from '../core/text/host-name.js'
import type { Runtime } from '../pipeline/pipeline.js'

/** The most headers of one request: clients do not need hundreds. */
const MAX_HEADERS = 200
/**
 * Limits in bytes for the headers that become condition keys unchanged: every pattern of every policy is matched against them. daypass's own rule;
 * browsers and SDKs stay far below. A longer header is rejected, never cut or left out: a Deny on it would not deny.
 */
const MAX_USER_AGENT = 4_096
const MAX_REFERER = 8_192

const errorDocument = (text: string, code = 'BadRequest'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message></Error>\n`

/** The error for bytes that never became a request: their service is unknown, and there is no response object to write to. */
export interface RawRefusal {
  readonly status: number
  readonly code: string
  readonly reason: string
  /** The whole answer as sent on the socket. */
  readonly words: string
}

/** Status, reason phrase, code and text, by the error code of node's parser or timer. */
const MALFORMED: Readonly<Record<string, readonly [number, string, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large', 'BadRequest', 'The headers are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Payload Too Large', 'BadRequest', 'The chunk extensions are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'RequestTimeout', 'The request did not arrive in time.'],
}

/** The answer to bytes that are not an HTTP request, or did not arrive in time. `code` is node's. */
export const malformedRequest = (code: string | undefined): RawRefusal =>
  rawRefusal(MALFORMED[code ?? ''] ?? [400, 'Bad Request', 'BadRequest', 'The request is not well-formed HTTP.'])

/** The answer to CONNECT: daypass is not a proxy (RFC 9110, section 9.3.6). */
export const refusedTunnel = (): RawRefusal => rawRefusal([501, 'Not Implemented', 'NotImplemented', 'CONNECT is not supported.'])

function rawRefusal([status, phrase, code, reason]: readonly [number, string, string, string]): RawRefusal {
  const body = errorDocument(reason, code)
  const words = `HTTP/1.1 ${status} ${phrase}\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  return { status, code, reason, words }
}

/** An invalid request may be part of another one: nothing that follows on the connection is trusted. */
const PLAIN = { 'Content-Type': 'application/xml', Connection: 'close' }

/** The error for an `Expect` other than `100-continue` (RFC 9110, section 10.1.1). */
export function unmetExpectation(runtime: Runtime, request: Request): Answer {
  const reason = 'The only expectation that can be met is 100-continue.'
  runtime.record({ request, service: 'http', questions: [], status: 417, code: 'ExpectationFailed', reason })
  return { status: 417, headers: PLAIN, body: errorDocument(reason, 'ExpectationFailed') }
}

/** The error for a request that cannot be routed safely: without a Host, which HTTP/1.0 may leave out, its resource is ambiguous. */
export function invalidRequest(runtime: Runtime, request: Request): Answer | undefined {
  const { 'transfer-encoding': coding } = request.headers
  if (coding !== undefined && coding.trim().toLowerCase() !== 'chunked') return unknownCoding(runtime, request)
  const reason = whyUnfit(request)
  if (reason === undefined) return undefined
  runtime.record({ request, service: 'http', questions: [], status: 400, code: 'BadRequest', reason })
  return { status: 400, headers: PLAIN, body: errorDocument(reason) }
}

/** Node decodes only the chunks, and the result of any other coding would be taken for the body itself (RFC 9112, section 6.1). */
function unknownCoding(runtime: Runtime, request: Request): Answer {
  const reason = 'The only supported Transfer-Encoding is chunked. Send the body without another.'
  runtime.record({ request, service: 'http', questions: [], status: 501, code: 'NotImplemented', reason })
  return { status: 501, headers: PLAIN, body: errorDocument(reason, 'NotImplemented') }
}

function whyUnfit({ headers, rawHeaders, sourceIp, path }: Request): string | undefined {
  // Conditions on aws:SourceIp would see no address, and a Deny by address would not deny.
  if (isIP(sourceIp) === 0) return 'The address of the client is not known.'
  if (headers.host === undefined) return 'The Host header is missing.'
  if ((headers['user-agent'] ?? '').length > MAX_USER_AGENT) return 'The User-Agent header is longer than 4,096 bytes. Send a shorter one.'
  if ((headers.referer ?? '').length > MAX_REFERER) return 'The Referer header is longer than 8,192 bytes. Send a shorter one.'
  // A Host that parsers read differently, or two of them, is ambiguous (RFC 9112, section 3.2).
  if (hostName(headers.host) === undefined) return 'The Host header is not one host name.'
  // The absolute form contains its own host, which daypass does not check (RFC 9112, section 3.2.2).
  if (!path.startsWith('/')) return 'The request target is not a path.'
  return rawHeaders.length > 2 * MAX_HEADERS ? 'There are too many headers.' : undefined
}

/** The error for a service that daypass does not support, in the format that its clients expect. */
export function unsupportedService(runtime: Runtime, request: Request, service: string): Answer {
  const reason = `daypass does not support the service '${service}'.`
  runtime.record({ request, service, questions: [], status: 501, code: 'NotImplemented', reason })
  if (request.headers['x-amz-target'] !== undefined) {
    const body = JSON.stringify({ __type: 'NotImplemented', message: reason })
    return { status: 501, headers: { 'Content-Type': 'application/x-amz-json-1.1' }, body }
  }
  const error = `<Error><Type>Receiver</Type><Code>NotImplemented</Code><Message>${reason}</Message></Error>`
  return {
    status: 501,
    headers: { 'Content-Type': 'text/xml' },
    body: `<ErrorResponse>${error}<RequestId>${request.id}</RequestId></ErrorResponse>`,
  }
}
