import { WireError } from '../core/error.js'
import type { Answer, Protocol, Routed } from '../core/exchange.js'
import type { RequestEvent } from '../core/request-event.js'
import { headerText } from '../core/text/header-text.js'
import { joinSentences } from '../core/text/join-sentences.js'

interface Explaining {
  /** Whether the server explains errors. */
  readonly explainsErrors: boolean
}

/** Adds the headers of a wire error that was sent as itself, not as an internal error. */
function withHeaders<Failed extends Answer & { code: string }>(answer: Failed, error: unknown): Failed {
  if (!(error instanceof WireError) || error.detail.headers === undefined || answer.code !== error.code) return answer
  return { ...answer, headers: { ...answer.headers, ...error.detail.headers } }
}

interface ErrorContext {
  readonly runtime: Explaining
  readonly protocol: Protocol
  readonly routed: Routed | undefined
  readonly event: RequestEvent
}

/**
 * The error as it is sent: AWS's message, with the explanation in a header and, where the server explains errors, also after the message
 * (decisions/0009).
 */
function explained(error: unknown, { explainsErrors }: Explaining): unknown {
  if (!(error instanceof WireError) || error.detail.explanation === undefined) return error
  const headers = { ...error.detail.headers, 'x-daypass-reason': headerText(error.detail.explanation) }
  return error.with({ headers }, explainsErrors ? sentences(error) : error.message)
}

const sentences = ({ message, detail: { explanation } }: WireError): string =>
  explanation === undefined ? message : joinSentences(message, explanation)

/** The answer to an error. One that cannot be encoded is a defect too, and is still answered and recorded. */
export function errorAnswer(error: unknown, at: ErrorContext): Answer {
  const { runtime, protocol, routed, event } = at
  try {
    const shown = explained(error, runtime)
    const answer = withHeaders(protocol.fail(shown, event.request, routed), shown)
    event.code = answer.code
    // A wire error that its service's model does not list was answered as an internal error: a defect like any other.
    if (error instanceof WireError && error.code === answer.code) event.reason = error.detail.reason ?? sentences(error)
    else event.cause = error
    return answer
  } catch (defect) {
    event.code = 'InternalFailure'
    event.cause = defect
    return { status: 500, headers: {}, body: '' }
  }
}
