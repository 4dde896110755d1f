import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { closeCheaply } from './close-cheaply.js'
import { hangUp } from './hang-up.js'
import type { HeldBytes } from './held-bytes.js'
import type { BodyTerms } from './incoming-body.js'
import type { ConnectionLimits } from './limits.js'
import type { UnreadAnswers } from './unread-answers.js'
import { EMPTY_REQUEST, waitingBytes } from './waiting-bytes.js'

/** A request that came on a connection. */
export interface Exchange {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Works on it until it is answered. Must not reject. */
  readonly run: () => Promise<void>
}

interface Waiting {
  readonly exchange: Exchange
  readonly bytes: number
}

/** What all connections of a server share. */
export interface Shared extends BodyTerms {
  readonly limits: ConnectionLimits
  /** For requests that come after the end of their connection was decided on: node reads them all the same, and they are forgotten with it. */
  readonly dropped: HeldBytes
  readonly unread: UnreadAnswers
  /** Counts the ends of exchanges, so that it is known who has been quiet for longest. */
  ends: number
}

/**
 * One connection of a client. Its requests are worked on one at a time, in the order they came: none begins before the one before it was answered, or
 * what the client reads as an order would be none (RFC 9112, section 9.3.2).
 */
export class Connection {
  /** Where its last exchange stands among those of all connections, or its beginning. */
  quietSince: number
  readonly #socket: Socket
  readonly #shared: Shared
  readonly #address: string | undefined
  readonly #waiting: Waiting[] = []
  #dropped = 0
  #current: Exchange | undefined
  #isEnding = false
  #lastWords: string | undefined
  #isPauseDue = false
  #hasPipelined = false

  /** `address` is whom its waiting requests count for; undefined where only the total counts. */
  constructor(socket: Socket, shared: Shared, address: string | undefined) {
    this.#socket = socket
    this.#address = address
    this.#shared = shared
    this.quietSince = shared.ends
    socket.once('close', () => this.#forget())
  }

  get isAtWork(): boolean {
    return this.#current !== undefined
  }

  /** Whether what comes from now on is not taken. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  /** Whether nothing can be said on it any more. */
  get isOver(): boolean {
    return this.#socket.destroyed || this.#socket.errored !== null || this.#socket.writableEnded
  }

  /** Whether the answer that is owed now is the last one, and nothing is said after it. */
  get isLastAnswer(): boolean {
    return this.#isEnding && this.#lastWords === '' && this.#waiting.length === 0
  }

  /** Runs an exchange as soon as those before it are over. */
  take(exchange: Exchange): void {
    if (this.#current !== undefined || this.#isEnding) this.#wait(exchange)
    else {
      if (exchange.message.headers['transfer-encoding'] !== undefined) process.nextTick(holdBack, exchange.message)
      void this.#work(exchange)
    }
  }

  /** The answer that is owed now is the last one, and says so: nothing is said after it, and nothing else is begun. Call it before the answer is sent. */
  close(): void {
    this.#isEnding = true
    this.#lastWords = undefined
    this.#forget()
    // Node calls this after the last answer, and would close over what is unread.
    this.#socket.destroySoon = () => hangUp(this.#socket, '', this.#shared.limits)
  }

  /**
   * Says this when everything that was taken has been answered, and hangs up; what comes later is not taken. A request that has not come whole never
   * will: this is its answer then.
   */
  end(words: string): void {
    if (this.#isEnding) return
    this.#isEnding = true
    const { message, response } = this.#current ?? {}
    if (message === undefined || message.complete) this.#lastWords = words
    if (message === undefined) this.#sayLastWords()
    else if (!message.complete) this.#breakOff(words, response?.headersSent === true)
  }

  #breakOff(words: string, isAnswered: boolean): void {
    this.#forget()
    if (isAnswered) this.#socket.destroy()
    else hangUp(this.#socket, words, this.#shared.limits)
  }

  async #work(first: Exchange): Promise<void> {
    for (let next: Exchange | undefined = first; next !== undefined; next = this.#next()) {
      this.#current = next
      await next.run()
    }
    this.#current = undefined
    this.#shared.ends += 1
    this.quietSince = this.#shared.ends
    this.#sayLastWords()
  }

  #next(): Exchange | undefined {
    if (this.isOver) return undefined
    const next = this.#waiting.shift()
    if (next === undefined) return undefined
    // One that will never come whole is answered by the last words.
    if (this.#isEnding && !next.exchange.message.complete) return this.#giveBack(next)
    this.#shared.held.give(next.bytes, this.#address)
    if (this.#waiting.length === 0 && !this.#isEnding) this.#socket.resume()
    return next.exchange
  }

  /**
   * The client is read no further while something waits. What had been read is kept: so many requests, and as far as there is room for them. What is
   * beyond that is not taken, and the connection ends after the others, so that the client knows what to send again (RFC 9112, section 9.3.2).
   */
  #wait(exchange: Exchange): void {
    if (this.isOver) return
    if (!this.#hasPipelined) closeCheaply(this.#socket)
    this.#hasPipelined = true
    if (!this.#isEnding && !this.#keep(exchange)) this.end('')
    if (this.#isEnding && !this.#drop()) return void this.#socket.destroy()
    this.#pauseSoon()
  }

  /** False where it cannot wait: there are too many, or there is no room. */
  #keep(exchange: Exchange): boolean {
    if (this.#waiting.length === this.#shared.limits.waitingRequests) return false
    const bytes = waitingBytes(exchange.message)
    if (!this.#shared.held.take(bytes, this.#address)) return false
    this.#waiting.push({ exchange, bytes })
    return true
  }

  #drop(): boolean {
    if (!this.#shared.dropped.take(EMPTY_REQUEST)) return false
    this.#dropped += EMPTY_REQUEST
    return true
  }

  /** After what is due already: node reads on by itself at the end of each message that it finds in what it has read. */
  #pauseSoon(): void {
    if (this.#isPauseDue) return
    this.#isPauseDue = true
    process.nextTick(() =>
      process.nextTick(() => {
        this.#isPauseDue = false
        if (this.#waiting.length > 0 || (this.#isEnding && this.isAtWork)) this.#socket.pause()
      }),
    )
  }

  #giveBack({ bytes }: Waiting): undefined {
    this.#shared.held.give(bytes, this.#address)
    return undefined
  }

  #sayLastWords(): void {
    if (this.#lastWords !== undefined && !this.isOver) hangUp(this.#socket, this.#lastWords, this.#shared.limits)
  }

  #forget(): void {
    for (const { bytes } of this.#waiting.splice(0)) this.#shared.held.give(bytes, this.#address)
    this.#shared.dropped.give(this.#dropped)
    this.#dropped = 0
  }
}

/** A body in chunks that did not come with its headers is not read before somebody wants it: tiny chunks take a multiple of themselves in memory. */
function holdBack(message: IncomingMessage): void {
  if (!message.complete && message.readableFlowing === null && !message.destroyed) message.socket.pause()
}
