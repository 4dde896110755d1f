// workers: one server in several processes: a supervisor that opens the installation once and answers no request, and workers that answer them.
// Owns starting, watching, replacing and ending workers, what they tell each other, and that their audit lines stay whole. Refuses to serve anything itself, and
// to leave a worker behind. Knows no service: what a worker opens and listens with is given to it.

import type { CountedRequests } from '../../installation/limits/rate-limits.js'
import { OperatorError } from '../../installation/operator-error.js'
import { MasterKeys, type KeyReplacement } from '../../installation/workers/master-keys.js'
import { Measurements } from './measurements.js'
import { AUDIT_BROKEN, type FromWorker, type ToWorker } from './messages.js'
import { Removals } from './removals.js'
import { Restarts } from './restarts.js'

/** A process of a worker. */
export interface WorkerProcess {
  readonly pid: number
  /** What it joins the lock under. */
  readonly mark: string
  /** A message to a process that is ending is lost. */
  send(message: ToWorker): void
  /** Ends it immediately. */
  kill(): void
}

/** What happens to such a process. */
export interface WorkerEvents {
  readonly said: (message: FromWorker) => void
  readonly ended: (how: { readonly code: number | null; readonly signal: string | null }) => void
}

/** What a supervisor needs. */
export interface SupervisorParts {
  readonly workers: number
  readonly spawn: (events: WorkerEvents) => WorkerProcess
  readonly version: string
  /** What the workers share where they listen. */
  readonly at: { readonly instance: string; readonly port: number }
  /** The master key that has opened the data, in base64. */
  readonly masterKey: string
  /** Calls back after so many milliseconds, unless the returned function is called before. */
  readonly after: (milliseconds: number, then: () => void) => () => void
  readonly tell: (text: string) => void
}

/** Milliseconds for a worker to start: to read its files, open the store and listen. */
const STARTING = 60_000
/** After which a worker counts as one that runs. */
const SETTLED = 30_000
/** For a worker that is replaced to finish its requests: as long as one may take to arrive. */
const RETIRING = 3_600_000
/** For a worker that stops: its requests have ten seconds. */
const STOPPING = 13_000
/** For a worker to say its metrics, before it is left out. */
const MEASURING = 2_000

type Outcome = 'listening' | 'ended'

/** The server cannot go on. */
export class WorkersFailed extends OperatorError {}

/** The place of one worker, whoever is in it. */
interface Place {
  readonly number: number
  readonly restarts: Restarts
  /** The one that accepts connections. */
  current: Worker | undefined
  /** Cancels the next start. */
  cancel: () => void
}

interface Worker {
  readonly place: Place
  readonly process: WorkerProcess
  /** Whether it is to take the place of one that listens. */
  readonly isReplacement: boolean
  stage: 'starting' | 'listening' | 'leaving'
  /** The one whose place it took when it listened. */
  predecessor: Worker | undefined
  readonly outcome: Promise<Outcome>
  readonly settle: (outcome: Outcome) => void
  /** Resolves when it accepts no more connections. */
  readonly retired: Promise<void>
  readonly retire: () => void
  readonly letGo: (upload: string) => void
  readonly measure: (number: number) => void
}

/** The workers of one server. One that ends is started again, later each time; where one cannot be started at all, the server has failed. */
export class Supervisor {
  /** Resolves when the server cannot go on, with the reason. */
  readonly failed: Promise<WorkersFailed>
  readonly #parts: SupervisorParts
  readonly #places: readonly Place[]
  readonly #workers = new Set<Worker>()
  readonly #removals = new Removals<Worker>()
  readonly #measurements = new Measurements<Worker>()
  readonly #masterKeys: MasterKeys<Worker>
  readonly #timers = new Set<() => void>()
  #phase: 'starting' | 'running' | 'stopping' = 'starting'
  #fail: (reason: WorkersFailed) => void = () => {}
  #whenEmpty: () => void = () => {}
  #isRolling = false
  #rollsAgain = false

  constructor(parts: SupervisorParts) {
    this.#parts = parts
    this.#masterKeys = new MasterKeys(parts.masterKey)
    this.#places = Array.from({ length: parts.workers }, (_, i) => {
      return { number: i + 1, restarts: new Restarts(), current: undefined, cancel: () => {} }
    })
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
  }

  /** Starts all workers, and resolves when all listen. Throws {@link WorkersFailed} when one of them does not: it has said why. */
  async start(): Promise<void> {
    const outcomes = await Promise.all(this.#places.map((place) => this.#spawn(place).outcome))
    const failed = outcomes.indexOf('ended')
    if (failed >= 0) throw new WorkersFailed(`Worker ${failed + 1} of ${this.#places.length} did not start.`)
    this.#phase = 'running'
  }

  /**
   * Replaces the workers one after another: each accepts connections until its successor does. Stops where one does not start; the others stay then. During a
   * replacement, the next one is kept for afterwards.
   */
  async replaceAll(): Promise<void> {
    this.#rollsAgain = this.#isRolling
    if (this.#isRolling || this.#phase !== 'running') return
    this.#isRolling = true
    do {
      this.#rollsAgain = false
      await this.#replaceOnce()
    } while (this.#rollsAgain)
    this.#isRolling = false
  }

  /** Lets all workers finish their requests, and resolves when all have ended. */
  async stop(): Promise<void> {
    this.#phase = 'stopping'
    for (const place of this.#places) place.cancel()
    const empty = new Promise<void>((resolve) => {
      this.#whenEmpty = resolve
    })
    for (const { stage, process } of this.#workers) {
      if (stage === 'starting') process.kill()
      else process.send({ do: 'drain' })
    }
    this.#later(STOPPING, () => {
      for (const { process } of this.#workers) process.kill()
    })
    if (this.#workers.size > 0) await empty
    for (const cancel of this.#timers) cancel()
  }

  /** Whether new connections are taken: by one worker at least. */
  get isListening(): boolean {
    return this.#places.some(({ current }) => current !== undefined)
  }

  /** Whether it is stopping. */
  get isStopping(): boolean {
    return this.#phase === 'stopping'
  }

  /** The metrics of each worker that answers requests. */
  metrics(): Promise<(readonly object[])[]> {
    return this.#measurements.ask(this.#answering(), (then) => this.#later(MEASURING, then))
  }

  /** Has each worker write its diagnostics. */
  diagnose(): void {
    for (const { process } of this.#answering()) process.send({ do: 'diagnose' })
  }

  #answering(): Worker[] {
    return [...this.#workers].filter(({ stage }) => stage !== 'starting')
  }

  async #replaceOnce(): Promise<void> {
    this.#parts.tell('restarting the workers one after another')
    for (const place of this.#places) {
      if (this.#phase !== 'running') return
      const worker = this.#spawn(place, true)
      const outcome = await worker.outcome
      if (this.#phase !== 'running') return
      if (outcome === 'listening') {
        await worker.predecessor?.retired
        continue
      }
      this.#parts.tell(`The restart has stopped: a new worker ${place.number} did not start. The workers of before go on.`)
      return
    }
    this.#parts.tell('restarted the workers')
  }

  #spawn(place: Place, isReplacement = false): Worker {
    let settle: (outcome: Outcome) => void = () => {}
    const outcome = new Promise<Outcome>((resolve) => {
      settle = resolve
    })
    let retire: () => void = () => {}
    const retired = new Promise<void>((resolve) => {
      retire = resolve
    })
    const process = this.#parts.spawn({ said: (message) => this.#hear(worker, message), ended: (how) => this.#ended(worker, how) })
    const letGo = (upload: string): void => process.send({ do: 'let go', upload })
    const measure = (number: number): void => process.send({ do: 'measure', number })
    const worker: Worker = {
      place,
      process,
      isReplacement,
      stage: 'starting',
      predecessor: undefined,
      outcome,
      settle,
      retired,
      retire,
      letGo,
      measure,
    }
    this.#workers.add(worker)
    this.#later(STARTING, () => {
      if (worker.stage === 'starting') process.kill()
    })
    return worker
  }

  #hear(worker: Worker, message: FromWorker): void {
    if (message.is === 'ready') worker.process.send({ do: 'join', mark: worker.process.mark, version: this.#parts.version })
    else if (message.is === 'joined') this.#open(worker)
    else if (message.is === 'listening') this.#listens(worker)
    else if (message.is === 'retiring') worker.retire()
    else if (message.is === 'unread') this.#removals.unread(message.upload, worker)
    else if (message.is === 'measured') this.#measurements.measured(message.number, worker, message.metrics)
    else if (message.is === 'counted') this.#count(worker, message.requests)
    else if (message.is === 'replacing') this.#mayReplace(worker, message.masterKey)
    else if (message.is === 'replaced') this.#replaced(worker, message.how)
    else this.#remove(worker, message.upload)
  }

  #open({ process }: Worker): void {
    process.send({ do: 'open', ...this.#parts.at, masterKeys: this.#masterKeys.all })
  }

  /** It is kept before the worker commits it: whatever ends that worker, the next one is handed the right key. */
  #mayReplace(worker: Worker, masterKey: string): void {
    worker.process.send({ do: 'may replace', may: this.#masterKeys.begin(worker, masterKey) })
  }

  #replaced(worker: Worker, how: KeyReplacement): void {
    const masterKey = this.#masterKeys.end(worker, how)
    if (masterKey === undefined) return
    // Also to those that are starting: they may have opened the data before.
    for (const other of this.#workers) if (other !== worker) other.process.send({ do: 'take', masterKey })
  }

  #count(worker: Worker, requests: CountedRequests): void {
    for (const other of this.#answering()) if (other !== worker) other.process.send({ do: 'count', requests })
  }

  #remove(worker: Worker, upload: string): void {
    const others = this.#answering().filter((other) => other !== worker)
    this.#removals.ask(upload, others, () => worker.process.send({ do: 'remove', upload }))
  }

  #listens(worker: Worker): void {
    // One that was started again just before it was replaced, and is no longer needed.
    if (worker.stage === 'leaving') {
      this.#retire(worker)
      return
    }
    const { place } = worker
    worker.predecessor = place.current
    worker.stage = 'listening'
    place.cancel()
    place.current = worker
    if (worker.isReplacement) this.#leaveOut(place)
    this.#later(SETTLED, () => {
      if (place.current === worker) place.restarts.settle()
    })
    if (worker.predecessor !== undefined) this.#retire(worker.predecessor)
    worker.settle('listening')
  }

  /** Whoever still starts in this place has read its files before the replacement did. */
  #leaveOut(place: Place): void {
    for (const worker of this.#workers) {
      if (worker.place !== place || worker.stage !== 'starting') continue
      worker.stage = 'leaving'
      worker.process.kill()
    }
  }

  #retire(worker: Worker): void {
    worker.stage = 'leaving'
    worker.process.send({ do: 'retire' })
    this.#later(RETIRING, () => {
      if (this.#workers.has(worker)) worker.process.send({ do: 'drain' })
    })
  }

  #ended(worker: Worker, how: { readonly code: number | null; readonly signal: string | null }): void {
    const { place, stage } = worker
    this.#workers.delete(worker)
    this.#removals.ended(worker)
    this.#measurements.ended(worker)
    this.#masterKeys.end(worker, 'unknown')
    if (place.current === worker) place.current = undefined
    worker.settle('ended')
    worker.retire()
    if (this.#workers.size === 0) this.#whenEmpty()
    if (this.#phase === 'stopping') return
    if (how.code === AUDIT_BROKEN) this.#fail(new WorkersFailed('The audit cannot be written, and the server does not run without it.'))
    const isAwaited = stage === 'starting' && (worker.isReplacement || this.#phase === 'starting')
    if (how.code !== AUDIT_BROKEN && stage !== 'leaving' && !isAwaited) this.#startAgain(worker, how.signal ?? `exit code ${how.code}`)
  }

  #startAgain({ place, stage, process }: Worker, how: string): void {
    const pause = place.restarts.next(stage === 'listening')
    this.#parts.tell(`worker ${place.number} (process ${process.pid}) ended: ${how}.`)
    place.cancel()
    if (pause === 'give up')
      this.#fail(new WorkersFailed(`Worker ${place.number} does not start, however often it is tried. It said why above.`))
    else {
      place.cancel = this.#later(pause, () => {
        this.#spawn(place)
      })
    }
  }

  /** A timer that ends with the server. */
  #later(milliseconds: number, then: () => void): () => void {
    const cancel = this.#parts.after(milliseconds, () => {
      this.#timers.delete(cancel)
      then()
    })
    this.#timers.add(cancel)
    return cancel
  }
}
