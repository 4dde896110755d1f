import type { SpanTree } from './span.js'

/** What became of a batch: a retry may follow after so many milliseconds, where the collector said so. */
export type BatchOutcome =
  | { readonly ok: true; readonly rejected: number }
  | { readonly ok: false; readonly problem: string; readonly mayRetry: boolean; readonly retryAfter?: number | undefined }

/** How much waits, and for how long. All times are milliseconds. */
export interface QueueLimits {
  /** Spans that wait at most; more are dropped. */
  readonly spans: number
  /** Spans of one batch. */
  readonly batch: number
  /** After which time a batch leaves that is not full. */
  readonly delay: number
  /** For one batch, its retries included. */
  readonly exporting: number
}

/** What queues use: tests pass their own. */
export interface QueueParts {
  readonly limits: QueueLimits
  /** Where the collector is, for messages: no more than the origin, since a path may have a secret in it. */
  readonly origin: string
  /** Sends traces once; `signal` ends it. Never rejects. */
  readonly send: (traces: readonly SpanTree[], signal: AbortSignal) => Promise<BatchOutcome>
  /** Calls back after so many milliseconds, unless the returned function is called before. Keeps no process alive. */
  readonly after: (milliseconds: number, then: () => void) => () => void
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number
  /** A random number, 0 to 1. */
  readonly random: () => number
  readonly warn: (text: string) => void
}

/** What became of spans so far, and how many wait. */
export interface SpanFigures {
  readonly waiting: number
  /** Taken by the collector. */
  readonly sent: number
  /** Not taken by a collector that took the others of their batch. */
  readonly rejected: number
  /** Lost because the collector could not be reached or refused them. */
  readonly failed: number
  /** Lost because too many were waiting. */
  readonly dropped: number
}

/** The first wait before a retry, doubled each time; and the longest. */
const BACK_OFF = { first: 1_000, most: 10_000 }

/** Spans on their way to the collector: bounded, in batches, one batch at a time. Whoever adds to it never waits. */
export class SpanQueue {
  readonly #parts: QueueParts
  readonly #traces: SpanTree[] = []
  readonly #counts = { waiting: 0, sent: 0, rejected: 0, failed: 0, dropped: 0 }
  readonly #ending = new AbortController()
  #cancelDelay: (() => void) | undefined
  #running: Promise<void> | undefined
  #isDue = false
  #isClosing = false
  #wake: (() => void) | undefined
  #hasFailed = false

  constructor(parts: QueueParts) {
    this.#parts = parts
  }

  add(trace: SpanTree): void {
    const { spans, batch, delay } = this.#parts.limits
    const counts = this.#counts
    if (this.#isClosing || counts.waiting + trace.spans.length > spans) {
      counts.dropped += trace.spans.length
      return
    }
    this.#traces.push(trace)
    counts.waiting += trace.spans.length
    if (this.#running !== undefined || this.#isDue) return
    if (counts.waiting < batch) {
      this.#cancelDelay ??= this.#parts.after(delay, () => this.#run())
      return
    }
    // Not here: whoever adds has a request to end.
    this.#isDue = true
    this.#cancelDelay?.()
    this.#cancelDelay = this.#parts.after(0, () => this.#run())
  }

  figures(): SpanFigures {
    return { ...this.#counts }
  }

  /** Sends what waits, without retries, for so many milliseconds at most; the rest is dropped. */
  async close(within: number): Promise<void> {
    this.#isClosing = true
    this.#wake?.()
    const cancel = this.#parts.after(within, () => this.#ending.abort())
    while (this.#counts.waiting > 0 && !this.#ending.signal.aborted) {
      if (this.#running === undefined) this.#run()
      await this.#running
    }
    await this.#running
    cancel()
    this.#cancelDelay?.()
    this.#counts.dropped += this.#counts.waiting
    this.#counts.waiting = 0
    this.#traces.length = 0
  }

  #run(): void {
    this.#cancelDelay?.()
    this.#cancelDelay = undefined
    this.#isDue = false
    this.#running = this.#sendBatches().finally(() => {
      this.#running = undefined
      if (this.#counts.waiting > 0 && !this.#isClosing) this.#cancelDelay ??= this.#parts.after(this.#parts.limits.delay, () => this.#run())
    })
  }

  /** At least one, and further ones as long as they are full; all of them at the end. */
  async #sendBatches(): Promise<void> {
    do await this.#sendOne(this.#take())
    while (!this.#ending.signal.aborted && this.#counts.waiting >= (this.#isClosing ? 1 : this.#parts.limits.batch))
  }

  /** The traces of one batch: at least one, and no more spans than a batch has otherwise. */
  #take(): readonly SpanTree[] {
    let spans = 0
    let end = 0
    for (const trace of this.#traces) {
      if (end > 0 && spans + trace.spans.length > this.#parts.limits.batch) break
      spans += trace.spans.length
      end += 1
    }
    return this.#traces.splice(0, end)
  }

  async #sendOne(traces: readonly SpanTree[]): Promise<void> {
    const spans = traces.reduce((sum, trace) => sum + trace.spans.length, 0)
    if (spans === 0) return
    const sent = await this.#sendAndRetry(traces)
    const counts = this.#counts
    counts.waiting -= spans
    if (!sent.ok) counts.failed += spans
    else {
      const rejected = Math.min(spans, sent.rejected)
      counts.rejected += rejected
      counts.sent += spans - rejected
    }
    this.#tell(sent)
  }

  /** Retries what the specification allows to (OTLP/HTTP, "Retryable Response Codes"), with rising waits, until the time of the batch is over. */
  async #sendAndRetry(traces: readonly SpanTree[]): Promise<BatchOutcome> {
    const { limits, send, now, random } = this.#parts
    const end = now() + limits.exporting
    for (let wait = BACK_OFF.first; ; wait = Math.min(2 * wait, BACK_OFF.most)) {
      const sent = await send(traces, this.#ending.signal)
      if (sent.ok || !sent.mayRetry || this.#isClosing) return sent
      // A collector can ask for a longer wait, and not for a shorter one: every try is work that requests wait for.
      const pause = Math.max(sent.retryAfter ?? 0, wait * (0.5 + random()))
      if (now() + pause >= end) return sent
      await this.#pause(pause)
      if (this.#ending.signal.aborted) return sent
    }
  }

  /** Ends early where the queue is closed. */
  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.after(milliseconds, () => this.#wake?.())
      this.#wake = () => {
        this.#wake = undefined
        cancel()
        resolve()
      }
    })
  }

  /** Once when it begins to fail, and once when it works again. */
  #tell(sent: BatchOutcome): void {
    if (sent.ok !== this.#hasFailed) return
    this.#hasFailed = !sent.ok
    this.#parts.warn(
      sent.ok
        ? `The collector at ${this.#parts.origin} takes traces again.`
        : `The collector at ${this.#parts.origin} does not take traces: ${sent.problem}. Traces are dropped until it does; requests are answered as before.`,
    )
  }
}
