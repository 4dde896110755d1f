import { WireError } from '../core/error.js'
import type { Answer, Request } from '../core/exchange.js'
import type { Transaction } from '../core/handler-context.js'
import { NO_EVIDENCE } from '../core/operation.js'
import type { ServiceFacts } from '../core/service.js'

/** What a runtime has for it. */
interface Reading<S> {
  begin(request: Request): Held
  reads(service: S, transaction: Transaction, of: typeof NOWHERE): never
}

interface Held {
  readonly transaction: Transaction
  release(): void
}

/** What a request says of itself where none has been read: no evidence, and no region. */
const NOWHERE = { evidence: NO_EVIDENCE, region: '' }

/** The answer with what a page of another origin may do with it, be it an error. */
export function withCrossOrigin<S extends ServiceFacts>(
  answer: Answer,
  runtime: Reading<S>,
  { service, request }: { readonly service: S; readonly request: Request },
): Answer {
  const { crossOrigin } = service
  if (crossOrigin === undefined || request.headers.origin === undefined) return answer
  const snapshot = beginOrNone(runtime, request)
  // Without the state nobody knows what a page may do: it may do nothing.
  if (snapshot === undefined) return answer
  try {
    return { ...answer, headers: { ...answer.headers, ...crossOrigin(request, runtime.reads(service, snapshot.transaction, NOWHERE)) } }
  } finally {
    snapshot.release()
  }
}

function beginOrNone(runtime: Pick<Reading<never>, 'begin'>, request: Request): Held | undefined {
  try {
    return runtime.begin({ ...request, batch: undefined })
  } catch (error) {
    if (error instanceof WireError) return undefined
    throw error
  }
}
