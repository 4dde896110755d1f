import type { AccessDecision, Evidence, RequiredPermission } from './operation.js'
import type { EndpointKind } from './region.js'
import type { RequestTrace } from './tracing/request-trace.js'

/** One revision of the state, and the changes staged on it. */
export interface Transaction {
  readonly revision: number
}

/**
 * What a handler knows about its request: the decisions on its required permissions, where it was sent, and the means to ask for more permissions.
 */
export interface HandlerContext {
  /** Decides on a further permission, at the revision of the request or at a later one. */
  readonly ask: (question: RequiredPermission, at?: Transaction) => AccessDecision
  /** Decides on many further permissions at a later revision, and lets other requests run between slices of them. */
  readonly askAll: (questions: readonly RequiredPermission[], at: Transaction) => Promise<readonly AccessDecision[]>
  /** The decision on every declared permission, in order; all allowed unless the operation has `partialResults`. */
  readonly decisions: readonly AccessDecision[]
  /** For operations with `partialResults`, tells the audit that what the permission at this index allowed is done, or was rejected after all. */
  readonly settled: (index: number, refusal?: AccessDecision) => void
  readonly region: string
  readonly endpoint: EndpointKind
  readonly evidence: Evidence
  /** Where somebody traces the request. */
  readonly trace?: RequestTrace | undefined
  /** Lets other requests run: for a handler with much to do. */
  readonly rest: () => Promise<void>
}
