import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../core/clock.js'
import type { Answer } from '../../core/exchange.js'
import type { Ids } from '../../core/ids.js'
import { boundedText } from '../../core/text/bounded-text.js'
import type { RequestTrace, TraceOutcome, TracePart, TraceStep } from '../../core/tracing/request-trace.js'
import { SPAN_KIND, type Span, type SpanAttribute, type SpanTree } from './span.js'
import type { ParentContext } from './trace-context.js'

/** The trace of a request from its arrival until its client has the answer. */
export interface ServerTrace extends RequestTrace {
  /** Shows how long a body takes that is still arriving. */
  receives(message: IncomingMessage): void
  /** What it is answered, before that is sent. Shows how long sending takes where it is a stream. */
  answers(answer: Answer): void
  /** Nothing of the request is told: it is a probe, or a command of the operator. */
  leaveOut(): void
  /** The request is over. */
  end(): void
}

/** What the traces of a server have in common. */
export interface TraceParts {
  readonly clock: Pick<Clock, 'monotonic' | 'wall'>
  readonly ids: Pick<Ids, 'bytes'>
  /** The names of services as AWS's models and clients' spans have them (`STS`), by those in signatures. */
  readonly serviceIds: ReadonlyMap<string, string>
  /** Set where a commit goes to another process: what that is. */
  readonly database: string | undefined
  readonly finished: (trace: SpanTree) => void
}

/** What is known when a request arrives. */
export interface TraceBeginning {
  readonly traceId: string
  readonly parent: ParentContext | undefined
  readonly method: string
  readonly secure: boolean
  readonly requestId: string
  /** Milliseconds of `Clock.monotonic`. */
  readonly arrivedAt: number
}

/** Spans of one request besides its own: one that is run again and again must not fill the queue. */
const MOST_SPANS = 64
const MOST_TEXT = 128
/** The methods that semantic conventions know; a method is a client's text. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'])

type OpenSpan = { -readonly [Member in keyof Span]: Span[Member] }

/** A random id of so many bytes, in hexadecimal. An id of zeros would not be valid, and never comes. */
export const randomId = ({ bytes }: Pick<Ids, 'bytes'>, size: 8 | 16): string => Buffer.from(bytes(size)).toString('hex')

export class LiveTrace implements ServerTrace {
  readonly #parts: TraceParts
  readonly #begun: TraceBeginning
  readonly #id: string
  /** From `Clock.monotonic` to milliseconds since the epoch. */
  readonly #origin: number
  readonly #spans: OpenSpan[] = []
  readonly #attributes: SpanAttribute[]
  #name: string
  #step: OpenSpan | undefined
  #decide: OpenSpan | undefined
  #receive: OpenSpan | undefined
  #isError = false
  #isAnswered = false
  #isLeftOut = false

  constructor(parts: TraceParts, begun: TraceBeginning) {
    this.#parts = parts
    this.#begun = begun
    this.#id = randomId(parts.ids, 8)
    this.#origin = parts.clock.wall() - parts.clock.monotonic()
    const method = METHODS.has(begun.method) ? begun.method : '_OTHER'
    // A name without a route is the method (HTTP spans, "Name").
    this.#name = method === '_OTHER' ? 'HTTP' : method
    this.#attributes = [
      ['http.request.method', method],
      ['url.scheme', begun.secure ? 'https' : 'http'],
      ['aws.request_id', begun.requestId],
    ]
  }

  step(name?: TraceStep): void {
    const now = this.#now()
    if (this.#step !== undefined) this.#step.end = now
    this.#step = name === undefined ? undefined : this.#begin(name, now)
    if (name === 'decide') this.#decide = this.#step
  }

  during(name: TracePart, work: Promise<unknown>): void {
    const span = this.#begin(name, this.#now(), this.#step?.id)
    if (span === undefined) return
    const end = () => {
      span.end = this.#now()
    }
    work.then(end, end)
  }

  settle({ service, operation, questions, status, code }: TraceOutcome): void {
    this.step()
    const attributes = this.#attributes
    const serviceId = this.#parts.serviceIds.get(service)
    if (serviceId !== undefined) attributes.push(['rpc.system', 'aws-api'], ['rpc.service', serviceId])
    if (serviceId !== undefined && operation !== undefined) {
      attributes.push(['rpc.method', boundedText(operation, MOST_TEXT)])
      // As AWS's SDKs name theirs (semantic conventions, "AWS SDK client spans").
      this.#name = `${serviceId}.${boundedText(operation, MOST_TEXT)}`
    }
    this.#answered(status, code)
    const decided = (questions.find(({ decision }) => !decision.allowed) ?? questions.at(-1))?.decision
    if (this.#decide === undefined || decided === undefined) return
    this.#decide.attributes = [
      ['daypass.decision.outcome', decided.outcome],
      ['daypass.decision.decided_by', decided.decidedBy],
      ['daypass.decision.count', questions.length],
    ]
  }

  /** Only what the server failed at is an error: a refusal is an answer (HTTP spans, "Status"). */
  #answered(status: number, code: string | undefined): void {
    this.#isAnswered = true
    this.#attributes.push(['http.response.status_code', status])
    if (code !== undefined) this.#attributes.push(['error.type', boundedText(code, MOST_TEXT)])
    else if (status >= 500) this.#attributes.push(['error.type', String(status)])
    this.#isError = status >= 500
  }

  receives(message: IncomingMessage): void {
    this.#receive = this.#begin('receive body', this.#origin + this.#begun.arrivedAt)
    message.once('end', () => {
      // What is still on its way after the answer is not of this request's time.
      if (this.#receive !== undefined) this.#receive.end = this.#now()
      this.#receive = undefined
    })
  }

  answers({ body, status }: Answer): void {
    // Of a request that no service was asked, nobody has told it.
    if (!this.#isAnswered) this.#answered(status, undefined)
    if (typeof body !== 'string' && !(body instanceof Uint8Array) && body.whole === undefined) this.step('send body')
  }

  leaveOut(): void {
    this.#isLeftOut = true
  }

  end(): void {
    if (this.#isLeftOut) return
    this.step()
    const { traceId, parent, arrivedAt } = this.#begun
    const end = this.#now()
    if (this.#receive !== undefined) this.#receive.end = end
    this.#receive = undefined
    const own: Span = {
      id: this.#id,
      parent: parent?.spanId,
      name: this.#name,
      kind: SPAN_KIND.server,
      start: this.#origin + arrivedAt,
      end,
      attributes: this.#attributes,
      isError: this.#isError,
    }
    this.#parts.finished({ traceId, state: parent?.state ?? '', spans: [own, ...this.#spans] })
  }

  #now(): number {
    return this.#origin + this.#parts.clock.monotonic()
  }

  #begin(name: TraceStep | TracePart | 'receive body', start: number, parent = this.#id): OpenSpan | undefined {
    if (this.#spans.length >= MOST_SPANS) return undefined
    const { ids, database } = this.#parts
    const isElsewhere = name === 'fetch issuer keys' || (name === 'commit' && database !== undefined)
    const span: OpenSpan = {
      id: randomId(ids, 8),
      parent,
      name,
      kind: isElsewhere ? SPAN_KIND.client : SPAN_KIND.internal,
      start,
      end: start,
      attributes: name === 'commit' && database !== undefined ? [['db.system.name', database]] : [],
      isError: false,
    }
    this.#spans.push(span)
    return span
  }
}
