// monitoring: what a server tells about itself: metrics, probes and diagnostics.
// Owns the names of the metrics, the values that their labels may have, and the listener for them. Refuses anything of a client in a label or a value: no
// name, no address, no key, no resource. Knows the figures of the parts, and changes none of them.

import { Counter, Histogram, type Registry } from 'prom-client'
import type { RequestEvent } from '../../core/request-event.js'

/** The values that labels of requests may have: the operations of each service, and the codes of errors. */
export interface KnownLabels {
  readonly operations: ReadonlyMap<string, ReadonlySet<string>>
  readonly codes: ReadonlySet<string>
}

/** Of a request that reached no service: of a service that does not exist, of an operation that its model lacks. */
const UNKNOWN = 'unknown'
/** The code of a success. */
const OK = 'ok'
/** Requests whose service was not found yet: bytes that are not HTTP, a Host that is missing. */
const HTTP = 'http'

/** Upper bounds in seconds: a usual request takes a millisecond, an upload may take an hour. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600]

/** Takes the event of a request, and the milliseconds since it arrived. */
export type Observe = (event: RequestEvent, took: number | undefined) => void

/**
 * Counts requests and decisions by their events. Sums are kept here, not in prom-client's counters, whose labels cost a microsecond each time; they are
 * passed on when the metrics are read.
 */
export function requestMetrics(registers: Registry[], { operations, codes }: KnownLabels): Observe {
  const requests = new Tally(registers, {
    name: 'daypass_requests_total',
    help: 'Requests by service, operation and error code (ok: none).',
    labelNames: ['service', 'operation', 'code'],
  })
  const decisions = new Tally(registers, {
    name: 'daypass_decisions_total',
    help: 'Authorization decisions by outcome and by what decided.',
    labelNames: ['outcome', 'decided_by'],
  })
  const duration = new Histogram({
    name: 'daypass_request_duration_seconds',
    help: 'Seconds from the arrival of the headers of a request until its audit line.',
    labelNames: ['service'],
    buckets: SECONDS,
    registers,
  })
  return ({ service: name, operation = UNKNOWN, code = OK, questions }, took) => {
    const known = operations.get(name)
    const service = known !== undefined || name === HTTP ? name : UNKNOWN
    requests.count(service, known?.has(operation) === true ? operation : UNKNOWN, code === OK || codes.has(code) ? code : UNKNOWN)
    for (const { decision } of questions) decisions.count(decision.outcome, decision.decidedBy)
    if (took !== undefined) duration.observe({ service }, took / 1000)
  }
}

interface TallyOptions {
  readonly name: string
  readonly help: string
  readonly labelNames: readonly string[]
}

interface Sum {
  readonly values: readonly string[]
  count: number
}

/** A counter with two or three labels, given as values in their order. There are as many sums as combinations of them; finding one makes no text and no list. */
class Tally {
  readonly #sums = new Map<string, Map<string, Map<string, Sum>>>()

  constructor(registers: Registry[], { name, help, labelNames }: TallyOptions) {
    const sums = this.#sums
    new Counter({
      ...{ name, help, labelNames: [...labelNames], registers },
      collect() {
        this.reset()
        for (const bySecond of sums.values())
          for (const byThird of bySecond.values())
            for (const { values, count } of byThird.values())
              this.inc(Object.fromEntries(labelNames.map((label, i) => [label, values[i] ?? ''])), count)
      },
    })
  }

  count(first: string, second: string, third = ''): void {
    const sum = this.#sums.get(first)?.get(second)?.get(third)
    if (sum === undefined) this.#begin([first, second, third])
    else sum.count += 1
  }

  #begin(values: readonly [string, string, string]): void {
    const [first, second, third] = values
    const bySecond = this.#sums.get(first) ?? new Map<string, Map<string, Sum>>()
    const byThird = bySecond.get(second) ?? new Map<string, Sum>()
    this.#sums.set(first, bySecond.set(second, byThird.set(third, { values, count: 1 })))
  }
}
