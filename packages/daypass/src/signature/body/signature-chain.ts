import type { KeyObject } from 'node:crypto'
import { EMPTY_SHA256, hmacHex, sameText, sha256Hex } from '../digest.js'

/** What the request's own signature contributes to the chunks of its body. */
export interface ChainStart {
  readonly signingKey: KeyObject
  /** The request's signature. */
  readonly seed: string
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string
  /** date/region/service/aws4_request */
  readonly scope: string
}

/**
 * The chain of chunk signatures: each covers the previous one, so chunks cannot be left out, repeated or moved. Source: Amazon S3 API Reference,
 * "Signature Calculations … Transferring Payload in Multiple Chunks" and "… Including Trailing Headers".
 */
export class SignatureChain {
  readonly #start: ChainStart
  #previous: string

  constructor(start: ChainStart) {
    this.#start = start
    this.#previous = start.seed
  }

  /** The signature of the next chunk, including the empty last one. */
  signChunk(data: Uint8Array): string {
    return this.#next('AWS4-HMAC-SHA256-PAYLOAD', `${EMPTY_SHA256}\n${sha256Hex(data)}`)
  }

  /** The signature of the trailers, given as `name:value` lines that each end with a line feed. */
  signTrailers(lines: string): string {
    return this.#next('AWS4-HMAC-SHA256-TRAILER', sha256Hex(Buffer.from(lines, 'latin1')))
  }

  verifyChunk(data: Uint8Array, signature: string): boolean {
    return sameText(this.signChunk(data), signature)
  }

  verifyTrailers(lines: string, signature: string): boolean {
    return sameText(this.signTrailers(lines), signature)
  }

  #next(kind: string, rest: string): string {
    const { signingKey, timestamp, scope } = this.#start
    this.#previous = hmacHex(signingKey, `${kind}\n${timestamp}\n${scope}\n${this.#previous}\n${rest}`)
    return this.#previous
  }
}
