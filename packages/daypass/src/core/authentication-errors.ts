import type { ChecksumProblem } from '../signature/body/checksums.js'
import type { ChunkProblem } from '../signature/body/chunk-problem.js'
import type { SignatureProblem } from '../signature/problem.js'
import type { WireError } from './error.js'

/**
 * Why credentials do not count. `unknown-key`: no such key. `bad-token`: the token does not belong to the key. `revoked`, `expired`: the session's.
 * `version-1-token`: a token of version 1 in an opt-in region. `region-disabled`: the account has disabled the region.
 */
export type CredentialProblem = 'unknown-key' | 'bad-token' | 'revoked' | 'expired' | 'version-1-token' | 'region-disabled'

/** One row per signature problem. A problem without a row does not compile. */
export type SignatureErrors = {
  readonly [Name in SignatureProblem['problem']]: (problem: Extract<SignatureProblem, { problem: Name }>) => WireError
}

/** One row per credential problem. */
export type CredentialErrors = { readonly [Name in CredentialProblem]: (accessKeyId: string) => WireError }

/** How a service words that it does not believe who signed a request. */
export interface AuthenticationErrors {
  readonly signature: SignatureErrors
  readonly credentials: CredentialErrors
}

/** How a service whose bodies stream words that a body is not what its headers or its signature say. */
export interface BodyErrors {
  readonly chunk: (problem: ChunkProblem) => WireError
  readonly checksum: (problem: ChecksumProblem) => WireError
  /** The client sent nothing for too long. */
  readonly timedOut: () => WireError
  /** The client went away in the middle of the body. */
  readonly incomplete: () => WireError
  /** For a body that is larger than its operation takes. */
  readonly tooLarge: () => WireError
  /** Whether the service knows a trailer of this name (lower case). */
  readonly knowsTrailer: (name: string) => boolean
}
