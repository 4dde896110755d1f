import type { IncomingMessage } from 'node:http'
import { CutOff, GatheredBytes, hasBody, NoRoom, Overdue } from '../../core/body.js'
import type { Body } from '../../core/exchange.js'
import type { HeldBytes } from './held-bytes.js'
import type { ConnectionLimits } from './limits.js'

/** The limits of bodies: `smallBody` milliseconds for those that are read whole, and their share of the bytes held for all clients. */
export interface BodyTerms {
  readonly limits: Pick<ConnectionLimits, 'smallBody' | 'freeBytes'>
  /** For senders that are not authenticated yet. */
  readonly held: HeldBytes
  /** For authenticated senders. */
  readonly believed: HeldBytes
  /** The sender of a message, as one address; undefined where it is unknown. */
  readonly addressOf: (message: IncomingMessage) => string | undefined
}

const cutOff = (): CutOff => new CutOff('the request was cut off')
const overdue = (): Overdue => new Overdue('the request body did not arrive in time')

/**
 * The body of a request that may still be arriving. One that is read whole has a deadline from the first attempt to read it, and counts towards the
 * bytes held for all clients; one that streams has neither limit. `begin` is called at the first read.
 */
export class IncomingBody implements Body {
  readonly isAbsent: boolean
  readonly #message: IncomingMessage
  readonly #terms: BodyTerms
  readonly #begin: () => void
  #room: HeldBytes
  #address: string | undefined
  #held = 0
  #flows = false
  #isTaken = false

  constructor(message: IncomingMessage, terms: BodyTerms, begin: () => void) {
    this.isAbsent = !hasBody(message.headers)
    this.#message = message
    this.#terms = terms
    this.#room = terms.held
    this.#begin = begin
  }

  flows(): void {
    this.#flows = true
  }

  believed(): void {
    if (this.#held === 0) this.#room = this.#terms.believed
  }

  /** Returns the bytes that were counted for it. */
  release(): void {
    if (this.#held > 0) this.#room.give(this.#held, this.#address)
    this.#held = 0
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    this.#begin()
    const chunks = this.#message.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
    if (this.#flows || this.#message.complete) yield* chunks
    else yield* this.#inTime(chunks)
  }

  /** It is not counted: whoever gets it does not wait with it. It is given out once. */
  arrived(limit: number): Uint8Array | undefined {
    const message = this.#message
    const isThere = message.complete && !message.destroyed && message.readableFlowing === null && message.readableLength <= limit
    if (!isThere || this.#isTaken) return undefined
    this.#isTaken = true
    return message.read() ?? Buffer.alloc(0)
  }

  /**
   * The whole body, at once where it has arrived, else by events, which cost a fraction of the stream's iterator. A body over the limit is not read
   * any further.
   */
  collect(limit: number): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const message = this.#message
    this.#begin()
    // Usually a small body has arrived with its headers.
    if (message.complete && !message.destroyed && message.readableFlowing === null) {
      const whole: Buffer = message.read() ?? Buffer.alloc(0)
      if (whole.length > limit) return undefined
      return this.#hold(whole.length) ? whole : Promise.reject(new NoRoom())
    }
    if (message.destroyed) return Promise.reject(cutOff())
    return this.#collectEvents(limit)
  }

  #collectEvents(limit: number): Promise<Uint8Array | undefined> {
    const message = this.#message
    return new Promise((resolve, reject) => {
      const gathered = new GatheredBytes()
      const timer = setTimeout(() => stop(() => reject(overdue())), this.#terms.limits.smallBody)
      const stop = (tell: () => void): void => {
        clearTimeout(timer)
        message.off('data', take)
        tell()
      }
      const leave = (tell: () => void): void => {
        stop(tell)
        message.pause()
      }
      let pieces = 0
      const take = (chunk: Buffer): void => {
        pieces += 1
        const isTooMuch = gathered.size + chunk.length > limit || isCrumbs(pieces, gathered.size)
        if (!isTooMuch) gathered.add(chunk)
        if (isTooMuch) leave(() => resolve(undefined))
        else if (!this.#hold(gathered.room)) leave(() => reject(new NoRoom()))
      }
      message.on('data', take)
      message.once('end', () => stop(() => resolve(gathered.whole())))
      message.once('error', () => stop(() => reject(cutOff())))
      message.once('close', () => {
        if (!message.complete) stop(() => reject(cutOff()))
      })
    })
  }

  /** Chunks that will be held in memory, up to the deadline. */
  async *#inTime(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const iterator = chunks[Symbol.asyncIterator]()
    const deadline = new Deadline(this.#terms.limits.smallBody)
    let size = 0
    try {
      for (;;) {
        if (this.#flows) {
          // The start of the body was read whole, such as the fields of a form; the rest streams.
          deadline.clear()
          this.release()
          return yield* rest(iterator)
        }
        const next = await deadline.before(iterator.next())
        if (next.done === true) return
        size += next.value.length
        if (!this.#hold(size)) throw new NoRoom()
        yield next.value
      }
    } finally {
      deadline.clear()
      // `return` would wait for a step that never completes.
      if (!deadline.isPast) await iterator.return?.()
    }
  }

  #hold(bytes: number): boolean {
    const more = bytes - this.#terms.limits.freeBytes - this.#held
    if (more <= 0) return true
    if (this.#held === 0) this.#address = this.#terms.addressOf(this.#message)
    if (!this.#room.take(more, this.#address)) return false
    this.#held += more
    return true
  }
}

async function* rest(iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
}

const MANY_PIECES = 1_024
const SMALL_PIECE = 64

/** A body in a huge number of tiny chunks costs as much as one that is too large, and is rejected as such: it would delay all other requests. */
const isCrumbs = (pieces: number, size: number): boolean => pieces > MANY_PIECES && size < pieces * SMALL_PIECE

/** One deadline for many steps. */
class Deadline {
  isPast = false
  #miss: (() => void) | undefined
  readonly #timer: NodeJS.Timeout

  constructor(after: number) {
    this.#timer = setTimeout(() => {
      this.isPast = true
      this.#miss?.()
    }, after)
  }

  /** The result of a step; Overdue when the deadline comes first. */
  before<T>(step: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#miss = () => reject(overdue())
      step.then(resolve, reject)
    })
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
}
