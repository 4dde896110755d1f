/**
 * audit: one structured line per request, allowed or not.
 * Owns what is told of a request. Refuses secrets: no token, no signature, no body, no parameter but what a question names.
 * May know: core, store.
 */
import { isoSeconds } from '../core/clock.js'
import type { RequestEvent } from '../core/pipeline.js'

/** Takes the event of every request. `now` is the installation's time in milliseconds. */
export interface Audit {
  record(event: RequestEvent, now: number): void
  /**
   * Writes what was recorded: to be called before a request is answered, and before another is begun. Throws when it cannot be written; it is then kept
   * for the next call.
   */
  flush(): void
}

/** Bytes that are held before they are written without being asked for. */
const MAX_HELD = 65_536

/**
 * An audit that writes JSON lines, several at once where requests come together. `write` says how many of the bytes it wrote, or throws; what is left is
 * written next time, from that very byte. Defects also go to `report`, with their cause.
 */
export function lineAudit(write: (bytes: Uint8Array) => number, report: (text: string) => void): Audit {
  let held = ''
  let unwritten: Uint8Array = new Uint8Array(0)
  const flush = (): void => {
    if (held !== '') unwritten = unwritten.length === 0 ? Buffer.from(held) : Buffer.concat([unwritten, Buffer.from(held)])
    held = ''
    while (unwritten.length > 0) {
      const taken = write(unwritten)
      if (!(taken > 0)) throw new Error('nothing of the audit was written')
      unwritten = unwritten.subarray(taken)
    }
  }
  return {
    flush,
    record(event, now) {
      if (event.cause !== undefined) report(`request ${event.request.id}: ${describe(event.cause)}\n`)
      held += `${JSON.stringify(lineOf(event, now))}\n`
      if (held.length >= MAX_HELD) flush()
    },
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

/** Characters of a reason: texts may echo what a client sent. */
const MAX_REASON = 1_024

/** What one line says. `decision` is `allow` or `deny` where policies were asked, `none` where the request did not come that far. */
export function lineOf(event: RequestEvent, now: number): Record<string, unknown> {
  const { request, caller, questions } = event
  const decisive = questions.find(({ decision }) => !decision.allowed) ?? questions[0]
  const signer = caller === undefined || caller.kind === 'anonymous' ? undefined : caller.accessKeyId
  return {
    time: isoSeconds(now),
    requestId: request.id,
    service: event.service,
    operation: event.operation,
    caller: caller?.arn,
    accessKeyId: signer,
    action: decisive?.question.action,
    resource: decisive?.question.resource.slice(0, 2_048),
    decision: decisionOf(event),
    reason: (event.reason ?? decisive?.decision.reason)?.slice(0, MAX_REASON),
    status: event.status,
    error: event.code,
    sourceIp: request.sourceIp,
  }
}

function decisionOf({ questions, code, caller }: RequestEvent): 'allow' | 'deny' | 'none' {
  if (questions.some(({ decision }) => !decision.allowed)) return 'deny'
  if (questions.length > 0) return 'allow'
  return code === undefined && caller !== undefined ? 'allow' : 'none'
}
