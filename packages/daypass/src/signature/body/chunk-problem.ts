export type ChunkProblemCode =
  /** The framing is not aws-chunked. */
  | 'malformed-chunk'
  /** A line, a chunk or the number of trailers is beyond our bound. */
  | 'too-large'
  /** The body ended early. */
  | 'truncated'
  /** Bytes follow the end of the framing. */
  | 'trailing-bytes'
  | 'chunk-signature'
  | 'trailer-signature'
  /** More or fewer bytes than x-amz-decoded-content-length said. */
  | 'decoded-length'
  /** A trailer that x-amz-trailer did not announce, a repeated one, or an announced one that did not come. */
  | 'trailer'
  /** A checksum header or trailer is not a value of its algorithm. */
  | 'invalid-checksum'
  /** The bytes do not match a checksum (`BadDigest` on AWS). */
  | 'bad-digest'
  /** The bytes do not match x-amz-content-sha256 (`XAmzContentSHA256Mismatch` on AWS). */
  | 'content-hash-mismatch'

/**
 * Why a streamed body is rejected. It is an Error, unlike the other outcomes here, because it must pass through an async iterator and the pipeline
 * that uses it; only throwing ends all of these. Callers match on `problem`. `header` is the header or trailer in question, if there is one.
 */
export class ChunkProblem extends Error {
  readonly problem: ChunkProblemCode
  readonly header: string | undefined

  constructor(problem: ChunkProblemCode, header?: string) {
    super(header === undefined ? problem : `${problem}: ${header}`)
    this.name = 'ChunkProblem'
    this.problem = problem
    this.header = header
  }
}
