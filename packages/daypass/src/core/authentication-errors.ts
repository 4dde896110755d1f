import type { ChecksumProblem } from '../signature/body/checksums.js'
import type { ChunkProblem } from '../signature/body/chunk-problem.js'
import type { SignatureProblem } from '../signature/problem.js'
import type { WireError } from './error.js'

/**
 * Why credentials are rejected. `unknown-key`: the key does not exist. `bad-token`: the token does not belong to the key. `revoked`, `expired`: the
 * session is. `version-1-token`: a token of version 1 in an opt-in region. `region-disabled`: the account has disabled the region.
 */
export type CredentialProblem = 'unknown-key' | 'bad-token' | 'revoked' | 'expired' | 'version-1-token' | 'region-disabled'

/** One row per signature problem. A problem without a row does not compile. */
export type SignatureErrors = {
  readonly [Name in SignatureProblem['problem']]: (problem: Extract<SignatureProblem, { problem: Name }>) => WireError
}

/** One row per credential problem. */
export type CredentialErrors = { readonly [Name in CredentialProblem]: (accessKeyId: string) => WireError }

/** The errors with which a service rejects a signature or credentials. */
export interface AuthenticationErrors {
  readonly signature: SignatureErrors
  readonly credentials: CredentialErrors
}

/** The errors with which a streaming service rejects a body that does not match its headers or its signature. */
export interface BodyErrors {
  readonly chunk: (problem: ChunkProblem) => WireError
  readonly checksum: (problem: ChecksumProblem) => WireError
  /** The client sent nothing for too long. */
  readonly timedOut: () => WireError
  /** The client disconnected before the end of the body. */
  readonly incomplete: () => WireError
  /** The body is larger than its operation accepts. */
  readonly tooLarge: () => WireError
  /** Whether the service knows a trailer of this name (lower case). */
  readonly knowsTrailer: (name: string) => boolean
}
