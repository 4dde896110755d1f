import { scopeText } from '../canonical.js'
import type { Signed } from '../parse-credentials.js'
import type { SignatureProblem } from '../problem.js'
import type { Verified } from '../verify.js'
import type { ChainStart } from './signature-chain.js'

/** How an aws-chunked body must be read. */
export interface ChunkedBody {
  /** x-amz-decoded-content-length in bytes. */
  readonly decodedLength: number
  /** The trailers that x-amz-trailer announced, in lower case. */
  readonly trailerNames: readonly string[]
  /** Whether a trailer section is allowed; it is signed if `signing` is given. */
  readonly hasTrailer: boolean
  /** Given if every chunk is signed. */
  readonly signing?: ChainStart
}

const LENGTH = /^\d{1,15}$/
const TRAILER_NAME = /^[a-z0-9-]{1,64}$/
const MOST_TRAILERS = 8

/**
 * The reading plan for a verified request whose payload is chunked; undefined for every other. x-amz-decoded-content-length is required, as on S3;
 * x-amz-trailer only if there is a trailer to announce.
 */
export function chunkedBody(signed: Signed, verified: Verified): ChunkedBody | SignatureProblem | undefined {
  const { mode } = verified.payload
  if (mode !== 'chunked' && mode !== 'chunked-trailer' && mode !== 'unsigned-trailer') return undefined
  const length = signed.headers.values.get('x-amz-decoded-content-length')
  if (length === undefined || !LENGTH.test(length)) return { problem: 'decoded-length', value: length }
  const announced = signed.headers.values.get('x-amz-trailer')
  const trailerNames = readTrailerNames(announced)
  const hasTrailer = mode !== 'chunked'
  if (trailerNames === undefined || (trailerNames.length > 0 && !hasTrailer)) return { problem: 'trailer-names', value: announced ?? '' }
  const plan = { decodedLength: Number(length), trailerNames, hasTrailer }
  if (mode === 'unsigned-trailer') return plan
  const { seed, signingKey } = verified
  return { ...plan, signing: { seed, signingKey, timestamp: signed.timestamp, scope: scopeText(signed.scope) } }
}

function readTrailerNames(announced: string | undefined): readonly string[] | undefined {
  if (announced === undefined) return []
  const names = announced.split(',').map((name) => name.trim().toLowerCase())
  const isGood = names.length <= MOST_TRAILERS && names.every((name, i) => TRAILER_NAME.test(name) && names.indexOf(name) === i)
  return isGood && !names.includes('x-amz-trailer-signature') ? names : undefined
}
