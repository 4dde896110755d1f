import type { AccessDecision, Evidence, RequiredPermission } from './operation.js'
import type { EndpointKind } from './region.js'

/** One revision of the state, and changes staged against it. */
export interface Transaction {
  readonly revision: number
}

/** What a handler is told of its request: how its questions were decided, where it was sent, and what it may still ask. */
export interface HandlerContext {
  /** Asks a further question, at the revision of the request or at a later one. */
  readonly ask: (question: RequiredPermission, at?: Transaction) => AccessDecision
  /** Asks many further questions at a later revision, and lets others go on first between slices of them. */
  readonly askAll: (questions: readonly RequiredPermission[], at: Transaction) => Promise<readonly AccessDecision[]>
  /** The answer to every declared question, in order; all allowed unless the operation answers for each by itself. */
  readonly decisions: readonly AccessDecision[]
  /** Notes for the audit, for operations that answer for each by itself: what the question at this index allowed is done, or was refused after all. */
  readonly settled: (index: number, refusal?: AccessDecision) => void
  readonly region: string
  readonly endpoint: EndpointKind
  readonly evidence: Evidence
  /** Lets others go on first: for a handler with much to do. */
  readonly rest: () => Promise<void>
}
