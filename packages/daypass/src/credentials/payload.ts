import { NoRoom, noRoom, Overdue, readBody, requireLength } from '../core/body.js'
import { WireError } from '../core/error.js'
import type { Payload, Request, Routed } from '../core/exchange.js'
import { decodeAwsChunked, type Trailers } from '../signature/body/aws-chunked.js'
import { checkBody } from '../signature/body/check-body.js'
import { contentSha256, type ExpectedDigest, expectedDigests } from '../signature/body/checksums.js'
import { ChunkProblem } from '../signature/body/chunk-problem.js'
import { type ChunkedBody, chunkedBody } from '../signature/body/chunked-body.js'
import { type HeaderIndex, indexHeaders } from '../signature/headers.js'
import type { Signed } from '../signature/presented.js'
import { isProblem } from '../signature/problem.js'
import type { Verified } from '../signature/verify.js'
import { checksumError, chunkError, problemError, refusalsOf } from './refusals.js'

const TIMED_OUT =
  'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.'
const TOO_LARGE = { code: 'MaxMessageLengthExceeded', message: 'Your request was too big.' }

/** A form that was read whole and hashed before the signature was checked. */
export function formPayload(form: Uint8Array): Payload {
  return {
    bytes: async () => form,
    async *stream() {
      yield form
    },
    hasChecksum: false,
    trailers: () => new Map(),
  }
}

interface Asked {
  readonly request: Request
  readonly routed: Pick<Routed, 'hoisted'>
}

/**
 * A body that streams after its headers were believed. It is decoded and held against x-amz-content-sha256, Content-MD5 and every checksum on the
 * way; the stream throws the wire error where one does not match, at the end at the latest, so nothing may be committed before it has ended.
 */
export function streamPayload({ request, routed }: Asked, signed: Signed | undefined, verified: Verified | undefined): Payload {
  const plan = signed === undefined || verified === undefined ? undefined : chunkPlan(signed, verified)
  const promised = digestsOf(headersOf(request, routed.hoisted?.() ?? {}), plan)
  const digests = verified?.payload.mode === 'sha256' ? [...promised, contentSha256(verified.payload.sha256)] : promised
  let trailers: Trailers = new Map()
  async function* stream(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      trailers = (yield* checkBody(framed(request.body, plan), digests)) ?? trailers
    } catch (error) {
      throw error instanceof ChunkProblem ? chunkError(error) : bodyError(error)
    }
  }
  const bytes = async (limit: number) => {
    requireLength(request.headers, limit, TOO_LARGE)
    if (verified !== undefined) request.body.believed?.()
    return readBody(stream(), limit, TOO_LARGE)
  }
  const flow = (): AsyncIterable<Uint8Array> => {
    request.body.flows?.()
    return stream()
  }
  return { stream: flow, bytes, hasChecksum: promised.length > 0, trailers: () => trailers }
}

/** Headers as everyone behind reads them: a checksum that a presigner moved into the query is a promise like any other. */
function headersOf(request: Request, hoisted: Readonly<Record<string, string>>): HeaderIndex {
  const moved = Object.entries(hoisted).filter(([name]) => request.headers[name] === undefined)
  return indexHeaders([...request.rawHeaders, ...moved.flat()])
}

function chunkPlan(signed: Signed, verified: Verified): ChunkedBody | undefined {
  const plan = chunkedBody(signed, verified)
  if (plan !== undefined && isProblem(plan)) throw problemError(refusalsOf('s3'), plan)
  // The only trailers S3 knows; anything else would be promised by a header and obeyed by nobody.
  const stranger = plan?.trailerNames.find((name) => !name.startsWith('x-amz-checksum-'))
  if (stranger !== undefined) throw problemError(refusalsOf('s3'), { problem: 'trailer-names', value: stranger })
  return plan
}

function digestsOf(headers: HeaderIndex, plan: ChunkedBody | undefined): readonly ExpectedDigest[] {
  const digests = expectedDigests(headers, plan?.trailerNames)
  if ('checksum' in digests) throw checksumError(digests)
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

/** A client that goes away in the middle of its body has not sent it; one that is late is told so in S3's words. */
function bodyError(error: unknown): unknown {
  if (error instanceof NoRoom) return noRoom()
  if (error instanceof Overdue) return new WireError('RequestTimeout', TIMED_OUT)
  const code = (error as { code?: unknown }).code
  if (code !== 'ECONNRESET' && code !== 'ABORT_ERR' && code !== 'ERR_STREAM_PREMATURE_CLOSE') return error
  return new WireError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header')
}
