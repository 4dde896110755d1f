// rest-xml: the protocol of S3 and S3 Control, and the requests of browsers to S3, which no model has: forms and preflight requests.
// Owns which request is which operation, and the errors of XML over REST. Refuses subresources and headers that it does not know, by name. Knows no caller
// and no policy.

import { hasBody } from '../../../core/body.js'
import type { WireError } from '../../../core/error.js'
import type { Answer, ByteStream, Payload, Protocol, Request, Routed, Turns } from '../../../core/exchange.js'
import { hoistedHeaders, requireSmallMetadata } from '../../../core/hoisted-headers.js'
import type { ServiceFacts } from '../../../core/service.js'
import { boundedText } from '../../../core/text/bounded-text.js'
import { decodeRestInput } from '../../../wire/rest-xml/decode-rest-input.js'
import { readLargeBody } from '../../../wire/rest-xml/decode-xml.js'
import { encodeRestOutput } from '../../../wire/rest-xml/encode-rest-output.js'
import { encodeS3Error } from '../../../wire/rest-xml/encode-s3-error.js'
import { type RestRoute, routeRest } from '../../../wire/rest-xml/route-rest.js'
import { addressLabels, splitPath } from '../../../wire/rest-xml/split-path.js'
import { isScalar } from '../../../wire/scalar.js'
import type { Member, ServiceModel } from '../../../wire/service-model.js'
import { type Failure, type InternalError, makeProtocol, type Subject, unservedRoute } from '../protocol.js'
import { postObjectRoute } from './post-object-route.js'
import { preflightRoute } from './preflight-route.js'
import { RestXmlError } from './s3-error.js'
import { unservedOperation } from '../unserved-operation.js'
import { wireErrorOf } from '../whole-body.js'

/** The cost of reading a byte of XML, in bytes of any other format. */
const XML_WEIGHT = 2
/** Bytes of an XML body, by default: configurations, which are small. */
const MAX_XML = 65_536
/** A body that may be large may have one element for so many bytes: a list of parts has one for 35. */
const BYTES_PER_NODE = 32
const MIN_NODES = 10_000
const INTERNAL: InternalError = {
  ...{ code: 'InternalError', status: 500, fault: 'Receiver' },
  message: 'We encountered an internal error. Please try again.',
}

/** S3's names for the errors of all services, where they differ (Amazon S3 API reference, list of error codes). */
const S3_CODES: ReadonlyMap<string, string> = new Map([['Throttling', 'SlowDown']])

/** The rest-xml protocol of S3: the path is the resource, bodies stream (Amazon S3 API reference). */
export function restXmlProtocol<S extends ServiceFacts>(subject: Subject<S>): Protocol<S> {
  const { model, service } = subject
  return makeProtocol(subject, {
    route: (request) => {
      const { method, path, query, headers, hostBucket, hostProblem } = request
      if (hostProblem !== undefined) throw unknownHost(hostProblem)
      const address = hostBucket === undefined ? path : `/${hostBucket}${path}`
      if (method === 'OPTIONS') return preflightRoute(service, address, headers)
      const route = routeRest(model, { method, path: address, query, headers })
      if (!route.ok) {
        const form = formAddress(request, address)
        if (form !== undefined) return postObjectRoute({ service, model, bucket: form }, request)
        throw wireErrorOf(route.problem)
      }
      requireSmallMetadata(route.query)
      const hoisted = once(() => hoistedHeaders(route.query, headers))
      const operation = service.operations.get(route.operation)
      if (operation === undefined || route.unserved !== undefined)
        return unserved({ service: service.name, reason: model.unsupported.get(route.operation) }, route, hoisted)
      const readsInput = readsBody(model, operation.name, headers)
      const limit = operation.maxBody ?? MAX_XML
      const decoding = (payload: Payload, turns: Turns) => decode(model, route, { request, hoisted: hoisted(), payload, limit, turns })
      const about = operation.checksumsOfObject === undefined ? {} : ({ describesObject: true } as const)
      const body = isStillComing(request) ? {} : ({ hasArrived: true } as const)
      return { operation, decode: decoding, hoisted, bucket: route.bucket, ...(readsInput && { readsInput }), ...about, ...body }
    },
    encode: (operation, output, request) => {
      if (!model.operations.has(operation)) return wholeAnswer(output as Answer, request)
      const { status, headers, body } = encodeRestOutput(model, operation, output)
      return { status, headers: Object.assign(headers, idsOf(request)), body: request.method === 'HEAD' ? '' : (body ?? '') }
    },
    encodeError,
    internal: INTERNAL,
    codes: S3_CODES,
  })
}

/** The bucket of a POST that can only be a browser's form; a query would name another operation. */
function formAddress({ method, query }: Request, path: string): string | undefined {
  if (method !== 'POST' || query !== '') return undefined
  const address = splitPath(path)
  return address.ok && address.key === undefined ? address.bucket : undefined
}

/** An operation that the published model lacks makes its answer itself. */
const wholeAnswer = (answer: Answer, request: Request): Answer => ({ ...answer, headers: { ...answer.headers, ...idsOf(request) } })

function unserved(
  of: { service: string; reason: string | undefined },
  { operation: name, unserved: what }: RestRoute,
  hoisted: Routed['hoisted'],
): Routed {
  const operation = unservedOperation({ ...of, name, ...(what && { named: what.named }) })
  return unservedRoute(operation, { unserved: { subresource: what?.subresource }, ...(hoisted && { hoisted }) })
}

function once<T extends object>(read: () => T): () => T {
  let value: T | undefined
  return () => {
    value ??= read()
    return value
  }
}

/** Whether the body is read before authorization: one that holds the input, and one that the operation does not use but the signature covers. */
function readsBody(model: ServiceModel, operation: string, headers: Request['headers']): boolean {
  const payload = model.operations.get(operation)?.input?.payload
  if (payload !== undefined) return !payload.streaming
  return hasBody(headers)
}

/** A body that is not small is not read at once, although it may have arrived. */
const SMALL = 8_192

const isStillComing = ({ headers, batch, body }: Request): boolean =>
  body.isAbsent !== true &&
  (batch === undefined || headers['transfer-encoding'] !== undefined || !(Number(headers['content-length']) <= SMALL))

interface Sent {
  readonly request: Request
  readonly hoisted: Readonly<Record<string, string>>
  readonly payload: Payload
  readonly limit: number
  readonly turns: Turns
}

/**
 * S3 treats an unknown host as a bucket name and answers that the bucket does not exist (S3 user guide, "Virtual hosting of buckets"); daypass
 * answers so without a lookup.
 */
function unknownHost(name: string): WireError {
  const reason = `The Host header names ${name}, which S3 here does not support. Use path style, bucket.localhost, bucket.s3.<region>.amazonaws.com, or a bucket below a domain given with --s3-domain.`
  return new RestXmlError('InvalidBucketName', 'The specified bucket is not valid.', { fields: { BucketName: name.slice(0, 255) }, reason })
}

/** Where the model requires a checksum, S3's message asks for Content-MD5, but any other that it knows is accepted. */
const missingChecksum = (): WireError => new RestXmlError('InvalidRequest', 'Missing required header for this request: Content-MD5')

/** The body of an object, whose length must be known. The check runs when it is read, so that a caller without permission gets that error first. */
function objectBody({ request, payload }: Sent): ByteStream {
  const open = once((): ByteStream => {
    requireKnownLength(request.headers)
    const { 'transfer-encoding': coding, 'x-amz-decoded-content-length': decoded } = request.headers
    const body = payload.stream()
    return coding === undefined ? body : ofLength(body, Number(decoded))
  })
  return {
    get whole() {
      return open().whole
    },
    [Symbol.asyncIterator]: () => open()[Symbol.asyncIterator](),
  }
}

/** Checks that a body has its declared length: HTTP chunks end by themselves, and nothing else would compare the two. */
async function* ofLength(body: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const piece of body) {
    size += piece.length
    if (size > length) break
    yield piece
  }
  if (size === length) return
  throw new RestXmlError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
  )
}

const LENGTH = /^\d{1,15}$/

/** S3 rejects an object without a declared length (S3 API reference, error codes; its answer to chunks was observed). */
function requireKnownLength(headers: Request['headers']): void {
  const { 'transfer-encoding': coding, 'content-length': length, 'x-amz-decoded-content-length': decoded } = headers
  if (coding !== undefined && (decoded === undefined || !LENGTH.test(decoded)))
    throw new RestXmlError('NotImplemented', 'A header you provided implies functionality that is not implemented', {
      fields: { Header: 'Transfer-Encoding' },
      reason: 'chunks without x-amz-decoded-content-length',
    })
  if (coding === undefined && length === undefined)
    throw new RestXmlError('MissingContentLength', 'You must provide the Content-Length HTTP header.')
}

type Whole = Awaited<ReturnType<typeof readLargeBody>>

/** A whole body. Text, such as a policy, is not XML and is not parsed as such. */
function readWhole(payload: Member | undefined, from: Sent): Whole | Promise<Whole> {
  const bytes = from.payload.bytes(from.limit)
  const isText = payload !== undefined && isScalar(payload.shape)
  return isText || bytes instanceof Uint8Array ? bytes : parseXml(bytes, from)
}

/** XML bodies that arrive at the same time are parsed in separate turns. */
async function parseXml(bytes: Promise<Uint8Array>, { limit, turns }: Sent): Promise<Whole> {
  const body = await bytes
  if (body.length > 0) await turns.turnFor(XML_WEIGHT * body.length)
  return readLargeBody(body, () => turns.rest(), Math.max(MIN_NODES, Math.ceil(limit / BYTES_PER_NODE)))
}

function decode(model: ServiceModel, route: RestRoute, from: Sent): object | Promise<object> {
  const declared = model.operations.get(route.operation)
  if (declared?.checksumRequired === true && !from.payload.hasChecksum) throw missingChecksum()
  if (declared?.input?.payload?.streaming === true) {
    const { trailers, trailerNames } = from.payload
    return Object.assign(decodeFrom(model, route, { from, body: objectBody(from) }), { trailers }, trailerNames && { trailerNames })
  }
  const body = readWhole(declared?.input?.payload, from)
  if (!(body instanceof Promise)) return decodeFrom(model, route, { from, body })
  return body.then((read) => decodeFrom(model, route, { from, body: read }))
}

function decodeFrom(
  model: ServiceModel,
  { bucket, key, query, operation }: RestRoute,
  { from, body }: { from: Sent; body: Whole | AsyncIterable<Uint8Array> },
): object {
  const headers = Object.keys(from.hoisted).length === 0 ? from.request.headers : { ...from.request.headers, ...from.hoisted }
  const decoded = decodeRestInput(model, operation, { labels: addressLabels({ bucket, key }), query, headers, body })
  if (!decoded.ok) throw wireErrorOf(decoded.problem)
  return decoded.input
}

/** Error fields that are also sent as headers: the bucket's region, which clients follow, and what a 304 must carry (RFC 9110, section 15.4.5). */
const ERROR_HEADERS: Readonly<Record<string, string>> = { Region: 'x-amz-bucket-region', ETag: 'ETag', LastModified: 'Last-Modified' }

function errorHeaders(fields: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [field, header] of Object.entries(ERROR_HEADERS)) if (fields?.[field] !== undefined) headers[header] = fields[field]
  return headers
}

const idsOf = (request: Request): Record<string, string> => ({ 'x-amz-request-id': request.id, 'x-amz-id-2': request.id })

function encodeError({ error: { code, status }, message, fields }: Failure, request: Request): Answer {
  const encoded = encodeS3Error({
    code,
    message,
    resource: boundedText(request.path),
    extra: fields,
    requestId: request.id,
    hostId: request.id,
    bodiless: request.method === 'HEAD' || status === 304,
  })
  const type: Record<string, string> = encoded === undefined ? {} : { 'Content-Type': encoded.contentType }
  return { status, headers: { ...type, ...errorHeaders(fields), ...idsOf(request) }, body: encoded?.body ?? '' }
}
