// tracing: what a request tells about its course, where somebody traces it.
// Owns the names of the steps, and what a trace may see of a request. Refuses to know ids, exporters and formats.

/** The steps of a request, in their order; from `decide` on again where another request committed first. */
export type TraceStep = 'authenticate' | 'evidence' | 'decide' | 'handle' | 'send body'

/** What comes between steps, or in one. */
export type TracePart = 'commit' | 'fetch issuer keys'

/** The trace of one request. A request that is not traced has none, so that nothing is made for it. */
export interface RequestTrace {
  /** Ends the step before, and begins this one; without a name, none. */
  step(name?: TraceStep): void
  /** A part of the present step, or of the request between steps; it ends when `work` does, however that ends. */
  during(name: TracePart, work: Promise<unknown>): void
  /** Ends the last step, and notes what became of the request: names of the models and codes, nothing of the client. */
  settle(outcome: TraceOutcome): void
}

/** What a trace sees of the event of a request: neither who asked nor for what. */
export interface TraceOutcome {
  readonly service: string
  readonly operation?: string
  readonly questions: readonly { readonly decision: { readonly allowed: boolean; readonly outcome: string; readonly decidedBy: string } }[]
  readonly status: number
  readonly code?: string
}
