import { isIP } from 'node:net'
import type { Answer, Request } from '../core/exchange.js'
import type { House } from '../core/pipeline.js'
import { hostName } from '../core/text/host-name.js'

/** Headers of one request, at most: nobody needs hundreds. */
const MAX_HEADERS = 200
/**
 * Bytes of the headers that become condition keys as they are sent: every pattern of every policy is held against them. The rule is ours. Browsers and SDKs
 * stay far below. A longer one is refused, never cut or left out: a Deny on it would not deny.
 */
const MAX_USER_AGENT = 4_096
const MAX_REFERER = 8_192

const errorDocument = (text: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>BadRequest</Code><Message>${text}</Message></Error>\n`

/** What is written to a socket whose bytes are no HTTP request: there is nothing to tell a service from. `code` is Node's parser's. */
export function malformedRequest(code: string | undefined): string {
  const [status, text] =
    code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'The headers are too large.']
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'The request did not arrive in time.']
        : ['400 Bad Request', 'The request is not well-formed HTTP.']
  const body = errorDocument(text)
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** The refusal of a request that cannot be for anyone: without a Host, which HTTP/1.0 may leave out, it names no resource for certain. */
export function unfitRequest(house: House, request: Request): Answer | undefined {
  const reason = whyUnfit(request)
  if (reason === undefined) return undefined
  house.record({ request, service: 'http', questions: [], status: 400, code: 'BadRequest', reason })
  return { status: 400, headers: { 'Content-Type': 'application/xml' }, body: errorDocument(reason) }
}

function whyUnfit({ headers, rawHeaders, sourceIp, path }: Request): string | undefined {
  // Conditions on aws:SourceIp would see no address, and a Deny by address would not deny.
  if (isIP(sourceIp) === 0) return 'The address of the client is not known.'
  if (headers.host === undefined) return 'The Host header is missing.'
  if ((headers['user-agent'] ?? '').length > MAX_USER_AGENT) return 'The User-Agent header is longer than 4,096 bytes. Send a shorter one.'
  if ((headers.referer ?? '').length > MAX_REFERER) return 'The Referer header is longer than 8,192 bytes. Send a shorter one.'
  // A name that only some can read, or two of them, is two names (RFC 9112, section 3.2).
  if (hostName(headers.host) === undefined) return 'The Host header is not one host name.'
  // The absolute form has a host of its own, which nothing here looks at (RFC 9112, section 3.2.2).
  if (!path.startsWith('/')) return 'The request target is not a path.'
  return rawHeaders.length > 2 * MAX_HEADERS ? 'There are too many headers.' : undefined
}

/** The refusal of a service we do not speak, in the tongue its client may read. */
export function unspokenService(house: House, request: Request, service: string): Answer {
  const reason = `daypass does not speak the service '${service}'.`
  house.record({ request, service, questions: [], status: 501, code: 'NotImplemented', reason })
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
