import { ASSERTION_FORM, readBody, requireLength } from '../core/body.js'
import { WireError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import type { ServiceName } from '../core/operation.js'

const SERVICE = /^[A-Za-z0-9-]{1,40}$/
const QUERY_SCOPE = /(?:^|&)X-Amz-Credential=[^&]*(?:%2F|\/)([A-Za-z0-9-]{1,40})(?:%2F|\/)aws4_request/i
const QUERY_VERSION = /(?:^|&)Version=(\d{4}-\d{2}-\d{2})/
const VERSIONS: Readonly<Record<string, ServiceName>> = { '2011-06-15': 'sts', '2010-05-08': 'iam', '2026-11-23': 'daypass' }

/** Which service a request is for, and the request to hand it (with its body, where it had to be read). A scope that names a service we do not speak is `unspoken`. */
export type Route = { readonly protocol: Protocol; readonly request: Request } | { readonly unspoken: string }

/** A signed request is for the service its scope names: the signature is then checked for that very service. An unsigned one is told by its form. */
export async function route(request: Request, protocols: Readonly<Record<ServiceName, Protocol>>): Promise<Route> {
  const scope = headerScope(request.headers.authorization) ?? QUERY_SCOPE.exec(request.query)?.[1]
  if (scope !== undefined) return isSpoken(scope) ? { protocol: protocols[scope], request } : { unspoken: scope }
  const byQuery = VERSIONS[QUERY_VERSION.exec(request.query)?.[1] ?? '']
  if (byQuery !== undefined) return { protocol: protocols[byQuery], request }
  if (!isForm(request)) return { protocol: protocols.s3, request }
  return routeForm(request, protocols)
}

/** The service in `Credential=KEYID/date/region/service/aws4_request`. One look from the left: the header is anyone's, so no expression may search it. */
function headerScope(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const start = authorization.indexOf('Credential=')
  if (start < 0) return undefined
  const end = authorization.indexOf(',', start)
  const credential = authorization.slice(start + 'Credential='.length, end < 0 ? undefined : end).trim()
  const last = credential.lastIndexOf('/')
  if (last < 0) return undefined
  const service = credential.slice(credential.lastIndexOf('/', last - 1) + 1, last)
  return SERVICE.test(service) ? service : 'unreadable'
}

const SPOKEN: ReadonlySet<string> = new Set<ServiceName>(['sts', 'iam', 's3', 'account', 'daypass'])
const isSpoken = (scope: string): scope is ServiceName => SPOKEN.has(scope)

/** Media types are compared whatever their case (RFC 9110, section 8.3.1). */
const FORM = /^application\/x-www-form-urlencoded[\t ]*(?:;|$)/i

const isForm = (request: Request): boolean =>
  request.method === 'POST' && request.path === '/' && FORM.test(request.headers['content-type'] ?? '')

async function routeForm(request: Request, protocols: Readonly<Record<ServiceName, Protocol>>): Promise<Route> {
  const form = await readUnsigned(request).catch(tooLarge)
  if (form instanceof WireError) return { protocol: protocols.sts, request: { ...request, body: failing(form) } }
  const version = QUERY_VERSION.exec(Buffer.from(form).toString('latin1'))?.[1] ?? ''
  return { protocol: protocols[VERSIONS[version] ?? 'sts'], request: { ...request, body: only(form) } }
}

/** What stands in for a signature is the largest of what may come unsigned. */
async function readUnsigned(request: Request): Promise<Uint8Array> {
  const refusal = { code: 'RequestEntityTooLarge', message: `The request is larger than ${ASSERTION_FORM} bytes.` }
  requireLength(request.headers, ASSERTION_FORM, refusal)
  return readBody(request.body, ASSERTION_FORM, refusal)
}

function tooLarge(error: unknown): WireError {
  if (error instanceof WireError) return error
  throw error
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}

function failing(error: WireError): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }
}
