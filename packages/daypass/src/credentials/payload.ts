import type { AuthenticationErrors, BodyErrors } from '../core/authentication-errors.js'
import { NoRoom, noRoom, Overdue, readBody, requireLength, wholeBody } from '../core/body.js'
import type { ByteStream, Payload, Request, Routed } from '../core/exchange.js'
import { decodeAwsChunked, type Trailers } from '../signature/body/aws-chunked.js'
import { checkBody, checkWhole } from '../signature/body/check-body.js'
import { contentSha256, type ExpectedDigest, expectedDigests } from '../signature/body/checksums.js'
import { ChunkProblem } from '../signature/body/chunk-problem.js'
import { type ChunkedBody, chunkedBody } from '../signature/body/chunked-body.js'
import { type HeaderIndex, indexHeaders } from '../signature/headers.js'
import { isProblem } from '../signature/problem.js'
import type { Proof } from './proof.js'
import { signatureError } from './signature-error.js'

/** A form that was read whole and hashed before the signature was checked. */
export function formPayload(form: Uint8Array): Payload {
  return {
    bytes: () => form,
    stream: () => wholeBody(form),
    hasChecksum: false,
    trailers: () => new Map(),
  }
}

const NOTHING = new Uint8Array(0)
/** A body of up to so many bytes is processed at once where it has arrived, not chunk by chunk: that costs a fraction. */
const ARRIVED_BYTES = 8_192

interface BodySource {
  readonly request: Request
  readonly routed: Pick<Routed, 'hoisted' | 'describesObject'>
  readonly errors: Pick<AuthenticationErrors, 'signature'> & { readonly body: BodyErrors }
}

/**
 * A body that streams after its headers were authenticated. It is decoded and checked against x-amz-content-sha256, Content-MD5 and every checksum on
 * the way; the stream throws the wire error for one that does not match, at its end at the latest, so nothing may be committed before it has ended.
 */
export function streamPayload({ request, routed, errors }: BodySource, by: Pick<Proof, 'payload' | 'chunks'> | undefined): Payload {
  const plan = by?.chunks === undefined ? undefined : chunkPlan(errors, by.chunks)
  const headers = headersOf(request, routed.hoisted?.() ?? {})
  const promised = digestsOf(routed.describesObject ? withoutChecksums(headers) : headers, plan, errors.body)
  const signedPayload = by?.payload
  const digests = signedPayload?.mode === 'sha256' ? [...promised, contentSha256(signedPayload.sha256)] : promised
  let trailers: Trailers = new Map()
  async function* stream(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      trailers = (yield* checkBody(framed(request.body, plan), digests)) ?? trailers
    } catch (error) {
      throw bodyError(error, errors.body)
    }
  }
  // `bodyError` has already converted every error of reading the body.
  const whole = { tooLarge: errors.body.tooLarge, unreadable: errors.body.incomplete }
  const bytes = (limit: number) => {
    requireLength(request.headers, limit, whole)
    if (plan === undefined && request.body.isAbsent === true) return verified(NOTHING, digests, errors.body)
    if (by !== undefined) request.body.believed?.()
    return readBody(stream(), limit, whole)
  }
  const flow = (): ByteStream => {
    request.body.flows?.()
    const whole = plan === undefined ? request.body.arrived?.(ARRIVED_BYTES) : undefined
    return whole === undefined ? stream() : wholeBody(verified(whole, digests, errors.body))
  }
  return { stream: flow, bytes, hasChecksum: promised.length > 0, trailerNames: plan?.trailerNames ?? [], trailers: () => trailers }
}

/** A body that is there, once its checksums are verified. */
function verified(whole: Uint8Array, digests: readonly ExpectedDigest[], errors: BodyErrors): Uint8Array {
  try {
    checkWhole(whole, digests)
  } catch (error) {
    throw bodyError(error, errors)
  }
  return whole
}

/** Headers as all later code reads them: a checksum that a presigner moved into the query counts like one in a header. */
function headersOf(request: Request, hoisted: Readonly<Record<string, string>>): HeaderIndex {
  const moved = Object.entries(hoisted).filter(([name]) => request.headers[name] === undefined)
  return indexHeaders(moved.length === 0 ? request.rawHeaders : [...request.rawHeaders, ...moved.flat()])
}

function chunkPlan(errors: BodySource['errors'], { signed, verified }: NonNullable<Proof['chunks']>): ChunkedBody | undefined {
  const plan = chunkedBody(signed, verified)
  if (plan !== undefined && isProblem(plan)) throw signatureError(errors, plan)
  // A header would promise a trailer that the service does not know, and nothing would check it.
  const stranger = plan?.trailerNames.find((name) => !errors.body.knowsTrailer(name))
  if (stranger !== undefined) throw signatureError(errors, { problem: 'trailer-names', value: stranger })
  return plan
}

/** The headers that are about the body, where checksums are about something else. */
const withoutChecksums = (headers: HeaderIndex): HeaderIndex => ({
  ...headers,
  values: {
    get: (name) => headers.values.get(name),
    has: (name) => headers.values.has(name),
    keys: () => [...headers.values.keys()].filter((name) => !name.startsWith('x-amz-checksum-')).values(),
  },
})

function digestsOf(headers: HeaderIndex, plan: ChunkedBody | undefined, errors: BodyErrors): readonly ExpectedDigest[] {
  const digests = expectedDigests(headers, plan?.trailerNames)
  if ('checksum' in digests) throw errors.checksum(digests)
  return digests
}

async function* framed(
  source: AsyncIterable<Uint8Array>,
  plan: ChunkedBody | undefined,
): AsyncGenerator<Uint8Array, Trailers | undefined, undefined> {
  if (plan !== undefined) return yield* decodeAwsChunked(source, plan)
  yield* source
  return undefined
}

/** A client that disconnects in the middle of its body has not sent it. */
function bodyError(error: unknown, errors: BodyErrors): unknown {
  if (error instanceof ChunkProblem) return errors.chunk(error)
  if (error instanceof NoRoom) return noRoom()
  if (error instanceof Overdue) return errors.timedOut()
  const code = (error as { code?: unknown }).code
  const isCutOff = code === 'ECONNRESET' || code === 'ABORT_ERR' || code === 'ERR_STREAM_PREMATURE_CLOSE'
  return isCutOff ? errors.incomplete() : error
}
