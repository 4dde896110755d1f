/**
 * audit: one structured line per request, allowed or not, and further ones where it asked several questions.
 * Owns what is told of a request. Refuses secrets: no token, no signature, no body, no parameter but what a question names.
 * May know: core, store.
 */
import { isAscii } from 'node:buffer'
import { isoSeconds } from '../core/clock.js'
import type { RequestEvent } from '../core/request-event.js'
import { escapeLines } from '../core/text/unprintable.js'
import { MAX_REASON, MAX_RESOURCE, partsOf, signerOf, summaryOf } from './question-lines.js'

/** Takes the event of every request. `now` is the installation's time in milliseconds, `took` the milliseconds since the request came, where that is known. */
export interface Audit {
  record(event: RequestEvent, now: number, took?: number): void
  /**
   * Writes what was recorded: to be called before a request is answered, and before another is begun. Throws when it cannot be written; it is then kept
   * for the next call.
   */
  flush(): void
}

/** Bytes that are held before they are written without being asked for. */
const MAX_HELD = 65_536

/** What is written of a request: lines, each with its end. */
type LinesOf = (event: RequestEvent, now: number, took: number | undefined) => string

/** The line of the request, and one for every part of what it asked. */
const jsonLines: LinesOf = (event, now) => [lineOf(event, now), ...partsOf(event, now)].map((line) => `${JSON.stringify(line)}\n`).join('')

/**
 * An audit that writes lines, JSON unless told otherwise, several at once where requests come together. `write` says how many of the bytes it wrote, or throws; what is left is
 * written next time, from that very byte. Defects also go to `report`, with their cause.
 */
export function lineAudit(write: (bytes: Uint8Array) => number, report: (text: string) => void, linesOf: LinesOf = jsonLines): Audit {
  let held = ''
  let unwritten: Uint8Array = new Uint8Array(0)
  const flush = (): void => {
    if (held !== '') unwritten = unwritten.length === 0 ? bytesOf(held) : Buffer.concat([unwritten, bytesOf(held)])
    held = ''
    while (unwritten.length > 0) {
      const taken = write(unwritten)
      if (!(taken > 0)) throw new Error('nothing of the audit was written')
      unwritten = unwritten.subarray(taken)
    }
  }
  return {
    flush,
    record(event, now, took) {
      // All of them before any is written: when that fails, none is lost.
      held += linesOf(event, now, took)
      if (event.cause !== undefined) tell(report, `request ${event.request.id}: ${escapeLines(describe(event.cause))}\n`)
      if (held.length >= MAX_HELD) flush()
    },
  }
}

/** A report that cannot be made is no reason to lose a line. */
function tell(report: (text: string) => void, text: string): void {
  try {
    report(text)
  } catch {}
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

const DELETE = 0x7f
/** The status of an answer to what is not served (RFC 9110, section 15.6.2). */
const NOT_IMPLEMENTED = 501
/** Characters of a method: longer ones are nobody's. */
const MAX_METHOD = 32

/** What JSON leaves as it is and a terminal would obey is escaped; most lines hold nothing of the kind. */
function bytesOf(lines: string): Uint8Array {
  const bytes = Buffer.from(lines)
  return isAscii(bytes) && !bytes.includes(DELETE) ? bytes : Buffer.from(escapeLines(lines))
}

/** What the line of a request says. `decision` is `allow` or `deny` where policies were asked, `none` where the request did not come that far. */
export function lineOf(event: RequestEvent, now: number): Record<string, unknown> {
  const { request, caller, questions } = event
  const decisive = questions.find(({ decision }) => !decision.allowed) ?? questions[0]
  const line = {
    time: isoSeconds(now),
    requestId: request.id,
    service: event.service,
    operation: event.operation,
    ...placeOf(event),
    caller: caller?.arn,
    accessKeyId: signerOf(event),
    action: decisive?.question.action,
    resource: decisive?.question.resource.slice(0, MAX_RESOURCE),
    decision: decisionOf(event),
    reason: (event.reason ?? decisive?.decision.reason)?.slice(0, MAX_REASON),
    status: event.status,
    error: event.code,
    sourceIp: request.sourceIp,
  }
  return questions.length < 2 ? line : Object.assign(line, summaryOf(event))
}

/** Where something was asked that is not served: who looks for it in the audit knows it by that. Only names of the query, since a query may hold a signature. */
function placeOf({ request, unserved, status }: RequestEvent): Record<string, unknown> {
  if (unserved === undefined && status !== NOT_IMPLEMENTED) return {}
  const { method, path } = request
  return { method: method.slice(0, MAX_METHOD), path: path.slice(0, MAX_RESOURCE), subresource: unserved?.subresource }
}

function decisionOf({ questions, code, caller }: RequestEvent): 'allow' | 'deny' | 'none' {
  if (questions.some(({ decision }) => !decision.allowed)) return 'deny'
  if (questions.length > 0) return 'allow'
  return code === undefined && caller !== undefined ? 'allow' : 'none'
}
