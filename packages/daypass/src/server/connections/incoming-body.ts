import type { IncomingMessage } from 'node:http'
import { CutOff, GatheredBytes, NoRoom, Overdue } from '../../core/body.js'
import type { Body } from '../../core/exchange.js'
import type { HeldBytes } from './held-bytes.js'
import type { ConnectionLimits } from './limits.js'

/** What bodies may take: `smallBody` milliseconds where they are read whole, and of the bytes that are held for all. */
export interface BodyTerms {
  readonly limits: Pick<ConnectionLimits, 'smallBody' | 'freeBytes'>
  /** For those of whom it is not known who they are. */
  readonly held: HeldBytes
  /** For those who have signed and are believed. */
  readonly believed: HeldBytes
  /** Who sent a message, as one address; undefined where it is not known. */
  readonly addressOf: (message: IncomingMessage) => string | undefined
}

const cutOff = (): CutOff => new CutOff('the request was cut off')
const overdue = (): Overdue => new Overdue('the request body did not arrive in time')

/**
 * The body of a request on its way. One that is read whole has a deadline, counted from the first attempt to read it, and is held at the expense of
 * all; one that flows has neither. `begin` is called when someone starts to read.
 */
export class IncomingBody implements Body {
  readonly #message: IncomingMessage
  readonly #terms: BodyTerms
  readonly #begin: () => void
  #room: HeldBytes
  #address: string | undefined
  #held = 0
  #flows = false

  constructor(message: IncomingMessage, terms: BodyTerms, begin: () => void) {
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

  /** Gives back what was held. */
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

  /** The whole body, at once where it is there already, else by events, which cost a fraction of what the stream's iterator does. A body over the limit is left where it is. */
  collect(limit: number): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const message = this.#message
    this.#begin()
    // A small body has come with its headers, mostly.
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

  /** Chunks that someone will hold, up to the deadline. */
  async *#inTime(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    const iterator = chunks[Symbol.asyncIterator]()
    const deadline = new Deadline(this.#terms.limits.smallBody)
    let size = 0
    try {
      for (;;) {
        const next = await deadline.before(iterator.next())
        if (next.done === true) return
        size += next.value.length
        if (!this.#hold(size)) throw new NoRoom()
        yield next.value
      }
    } finally {
      deadline.clear()
      // A step that never comes back could not be followed by an end.
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

const MANY_PIECES = 1_024
const SMALL_PIECE = 64

/** A body in very many very small chunks costs as much as one that is too large, and is refused as that. It would hold up everybody else. */
const isCrumbs = (pieces: number, size: number): boolean => pieces > MANY_PIECES && size < pieces * SMALL_PIECE

/** One deadline over many steps. */
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

  /** What a step comes to; Overdue when the deadline comes first. */
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
