/**
 * audit: one structured line per request, allowed or not, and further lines if it made several authorization requests. Owns what is recorded of a
 * request. Refuses secrets: no token, no signature, no body, and no parameter except what an authorization request names. May know: core, store.
 */
import { isAscii } from 'node:buffer'
import { isoSeconds } from '../core/clock.js'
import type { RequestEvent } from '../core/request-event.js'
import { escapeLines } from '../core/text/unprintable.js'
import { MAX_REASON, MAX_RESOURCE, partsOf, signerOf, summaryOf } from './permission-lines.js'

/**
 * Takes the event of every request. `now` is the installation's time in milliseconds, `took` the milliseconds since the request arrived, if known.
 */
export interface Audit {
  record(event: RequestEvent, now: number, took?: number): void
  /**
   * Writes what was recorded. Call it before a request is answered, and before the next one begins. Throws if it cannot be written; it is then kept
   * for the next call.
   */
  flush(): void
}

/** How much an audit has recorded, in lines and bytes, and how many bytes of it are not written yet. */
export interface AuditFigures {
  readonly lines: number
  readonly bytes: number
  readonly waiting: number
}

/** An audit that counts what it writes. */
export interface LineAudit extends Audit {
  figures(): AuditFigures
}

type Report = (cause: string, requestId: string) => void

/** The number of bytes that are held before they are written without a flush. */
const MAX_HELD = 65_536

/** What is written for a request: lines, each with its line end. */
type LinesOf = (event: RequestEvent, now: number, took: number | undefined) => string

/** The line of the request, and one for every group of its authorization requests. */
/** Nearly every request has one line: no list is made for it. */
function jsonLines(event: RequestEvent, now: number): string {
  let lines = `${JSON.stringify(lineOf(event, now))}\n`
  for (const part of partsOf(event, now)) lines += `${JSON.stringify(part)}\n`
  return lines
}

/**
 * An audit that writes lines, JSON by default, several at once if requests arrive together. `write` returns how many of the bytes it wrote, or
 * throws; the rest is written next time, from exactly that byte on. Defects are also passed to `report`: their cause, and the id of
 * the request.
 */
export function lineAudit(write: (bytes: Uint8Array) => number, report: Report, linesOf: LinesOf = jsonLines): LineAudit {
  let held = ''
  let unwritten: Uint8Array = new Uint8Array(0)
  let [lines, bytes] = [0, 0]
  const flush = (): void => {
    if (held !== '') {
      const more = bytesOf(held)
      unwritten = unwritten.length === 0 ? more : Buffer.concat([unwritten, more])
      bytes += more.length
      held = ''
    }
    while (unwritten.length > 0) {
      const taken = write(unwritten)
      if (!(taken > 0)) throw new Error('nothing of the audit was written')
      unwritten = unwritten.subarray(taken)
    }
  }
  return {
    flush,
    figures: () => ({ lines, bytes: bytes + Buffer.byteLength(held), waiting: unwritten.length + Buffer.byteLength(held) }),
    record(event, now, took) {
      // All lines are added before any is written: if writing fails, none is lost.
      const more = linesOf(event, now, took)
      held += more
      lines += linesIn(more)
      if (event.cause !== undefined) tell(report, event)
      if (held.length >= MAX_HELD) flush()
    },
  }
}

/** Every line ends with a line end, and nearly every text is one line. */
function linesIn(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

/** A failed report must not lose a line. */
function tell(report: Report, { cause, request }: RequestEvent): void {
  try {
    report(describe(cause), request.id)
  } catch {}
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}

const DELETE = 0x7f
/** The status of the answer to a request that is not served (RFC 9110, section 15.6.2). */
const NOT_IMPLEMENTED = 501
/** Characters of the subject of a login: as many as the answer may have. */
const MAX_SUBJECT = 255
/** The maximum length of a method, in characters: no real method is longer. */
const MAX_METHOD = 32

/** JSON does not escape everything that a terminal acts on, so this does; most lines need no escape. */
function bytesOf(lines: string): Uint8Array {
  const bytes = Buffer.from(lines)
  return isAscii(bytes) && !bytes.includes(DELETE) ? bytes : Buffer.from(escapeLines(lines))
}

/** The line of a request. `decision` is `allow` or `deny` if policies were evaluated, otherwise `none`. */
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
    fault: event.fault,
    sourceIp: request.sourceIp,
  }
  if (caller !== undefined && caller.kind === 'root' && caller.session?.assumedRoot !== undefined)
    Object.assign(line, { assumedRootBy: caller.session.assumedRoot.by.arn })
  if (event.login !== undefined) {
    const { arn: provider, shown } = event.login
    Object.assign(line, { loginProvider: provider, loginSubject: shown.subject.slice(0, MAX_SUBJECT) })
  }
  return questions.length < 2 ? line : Object.assign(line, summaryOf(event))
}

/**
 * Set if the requested operation is not served, so that it can be found in the audit. Only the names of the query, because a query can contain a
 * signature.
 */
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
