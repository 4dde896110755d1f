import { ASSERTION_FORM, readBody, requireLength } from '../core/body.js'
import { WireError } from '../core/error.js'
import type { Protocol, Request } from '../core/exchange.js'
import type { ServiceFacts } from '../core/service.js'
import { hostName } from '../core/text/host-name.js'
import { formErrors } from '../pipeline/protocols/query-errors.js'

const SERVICE = /^[A-Za-z0-9-]{1,40}$/
const QUERY_SCOPE = /(?:^|&)X-Amz-Credential=[^&]*(?:%2F|\/)([A-Za-z0-9-]{1,40})(?:%2F|\/)aws4_request/i
const QUERY_VERSION = /(?:^|&)Version=(\d{4}-\d{2}-\d{2})/
/**
 * The service of a request, and the request to pass to it (with its body, where that had to be read). A scope that names an unsupported service is
 * `unsupported`.
 */
export type Route<P extends Protocol> = { readonly protocol: P; readonly request: Request } | { readonly unsupported: string }

/** Finds the service of a request among those of an installation. */
export type Router<P extends Protocol> = (request: Request) => Promise<Route<P>>

/** How requests reach services: signed ones by the name in the signature's scope, unsigned ones as each service declares it. */
interface Routes<P> {
  readonly byName: ReadonlyMap<string, P>
  /** Services whose requests are signed for another. */
  readonly sharing: readonly (NonNullable<ServiceFacts['sharesScope']> & { readonly protocol: P })[]
  /** Forms, by the API version in them. */
  readonly byVersion: ReadonlyMap<string, P>
  /** Prefixes of X-Amz-Target. */
  readonly byTarget: ReadonlyMap<string, P>
  readonly byHost: readonly { readonly matches: (host: string) => boolean; readonly protocol: P }[]
  /** Gets the forms of unknown versions. */
  readonly otherForms: P
  readonly anythingElse: P
}

/**
 * Makes the router. A signed request goes to the service that its scope names, which then checks the signature for itself. An unsigned one is routed
 * by its form, target or Host, never by its path: every path may be a bucket's.
 */
export function makeRouter<P extends Protocol>(protocols: readonly P[]): Router<P> {
  const ways = waysTo(protocols)
  return async (request) => {
    const scope = headerScope(request.headers.authorization) ?? QUERY_SCOPE.exec(request.query)?.[1]
    if (scope === undefined) return routeUnsigned(request, ways)
    const protocol = ways.sharing.find(({ of, takes }) => of === scope && takes(request))?.protocol ?? ways.byName.get(scope)
    return protocol === undefined ? { unsupported: scope } : { protocol, request }
  }
}

function waysTo<P extends Protocol>(protocols: readonly P[]): Routes<P> {
  const byVersion = new Map<string, P>()
  const byTarget = new Map<string, P>()
  const byHost: { matches: (host: string) => boolean; protocol: P }[] = []
  for (const protocol of protocols) {
    const { model, service } = protocol
    const { unsigned } = service
    if (unsigned.by === 'form') byVersion.set(model.apiVersion, protocol)
    if (unsigned.by === 'target') byTarget.set(model.targetPrefix, protocol)
    if (unsigned.by === 'host') byHost.push({ matches: unsigned.matches, protocol })
  }
  const byName = new Map(
    protocols.flatMap((protocol) => (protocol.service.sharesScope === undefined ? [[protocol.service.name, protocol] as const] : [])),
  )
  const sharing = protocols.flatMap((protocol) =>
    protocol.service.sharesScope === undefined ? [] : [{ ...protocol.service.sharesScope, protocol }],
  )
  const otherForms = only(protocols, ({ unsigned }) => unsigned.by === 'form' && unsigned.isDefault === true)
  const anythingElse = only(protocols, ({ unsigned }) => unsigned.by === 'anything-else')
  return { byName, sharing, byVersion, byTarget, byHost, otherForms, anythingElse }
}

/** The only protocol whose service matches. */
function only<P extends Protocol>(protocols: readonly P[], isSuch: (service: P['service']) => boolean): P {
  const [found, ...more] = protocols.filter(({ service }) => isSuch(service))
  if (found === undefined || more.length > 0)
    throw new Error('exactly one service must take the forms, and one the requests, that no other takes')
  return found
}

async function routeUnsigned<P extends Protocol>(request: Request, ways: Routes<P>): Promise<Route<P>> {
  const protocol =
    ways.byVersion.get(QUERY_VERSION.exec(request.query)?.[1] ?? '') ??
    ways.byTarget.get(targetPrefix(request)) ??
    ways.byHost.find(({ matches }) => matches(hostName(request.headers.host ?? '') ?? ''))?.protocol
  if (protocol !== undefined) return { protocol, request }
  return isForm(request) ? routeForm(request, ways) : { protocol: ways.anythingElse, request }
}

/** The part of X-Amz-Target before the operation. */
function targetPrefix({ method, path, headers }: Request): string {
  const target = method === 'POST' && path === '/' ? (headers['x-amz-target'] ?? '') : ''
  return target.slice(0, Math.max(0, target.lastIndexOf('.')))
}

/**
 * The service in `Credential=KEYID/date/region/service/aws4_request`. One scan from the left: anyone can send the header, so it must not be searched
 * with a regular expression.
 */
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

/** Media types are compared without regard to case (RFC 9110, section 8.3.1). */
const FORM = /^application\/x-www-form-urlencoded[\t ]*(?:;|$)/i

const isForm = (request: Request): boolean =>
  request.method === 'POST' && request.path === '/' && FORM.test(request.headers['content-type'] ?? '')

async function routeForm<P extends Protocol>(request: Request, { byVersion, otherForms }: Routes<P>): Promise<Route<P>> {
  const form = await readUnsigned(request).catch(tooLarge)
  if (form instanceof WireError) return { protocol: otherForms, request: { ...request, body: failing(form) } }
  const version = QUERY_VERSION.exec(Buffer.from(form).toString('latin1'))?.[1] ?? ''
  return { protocol: byVersion.get(version) ?? otherForms, request: { ...request, body: oneChunk(form) } }
}

/** An assertion that replaces a signature is the largest form that may be unsigned. */
async function readUnsigned(request: Request): Promise<Uint8Array> {
  const errors = formErrors(ASSERTION_FORM)
  requireLength(request.headers, ASSERTION_FORM, errors)
  return readBody(request.body, ASSERTION_FORM, errors)
}

function tooLarge(error: unknown): WireError {
  if (error instanceof WireError) return error
  throw error
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}

function failing(error: WireError): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) }
}
