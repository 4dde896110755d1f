// connections: the connections of clients, from the TLS handshake to the last byte.
// Owns the order of the requests on one connection, the limits of time, memory and number (limits.ts), and how connections are closed. Refuses to start a
// request before the previous one was answered, and to let one client use what others need. Knows no service and no answer.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { closeCheaply } from './close-cheaply.js'
import { hangUp } from './hang-up.js'
import type { HeldBytes } from './held-bytes.js'
import type { BodyTerms } from './incoming-body.js'
import type { ConnectionLimits } from './limits.js'
import type { UnreadAnswers } from './unread-answers.js'
import { EMPTY_REQUEST, waitingBytes } from './waiting-bytes.js'

/** A request that arrived on a connection. */
export interface Exchange {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  /** Processes it until it is answered. Must not reject. */
  readonly run: () => Promise<void>
}

interface Waiting {
  readonly exchange: Exchange
  readonly bytes: number
}

/** What all connections of a server share. */
export interface Shared extends BodyTerms {
  readonly limits: ConnectionLimits
  /** For requests that arrive after their connection was told to end: node reads them anyway, and they are released with the connection. */
  readonly dropped: HeldBytes
  readonly unread: UnreadAnswers
  /** Counts ended exchanges, to know which connection has been idle for longest. */
  ends: number
}

/**
 * One client connection. Its requests are processed one at a time, in the order they arrived: each starts after the previous one was answered,
 * because pipelining clients rely on that order (RFC 9112, section 9.3.2).
 */
export class Connection {
  /** The count of ended exchanges at its last one, or at its start. */
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

  /** `address` is where its waiting requests are counted; undefined where only the total counts. */
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

  /** Whether requests have arrived that wait for the current one. */
  get hasWaiting(): boolean {
    return this.#waiting.length > 0
  }

  /** Whether new requests are ignored from now on. */
  get isEnding(): boolean {
    return this.#isEnding
  }

  /** Whether nothing can be sent on it any more. */
  get isOver(): boolean {
    return this.#socket.destroyed || this.#socket.errored !== null || this.#socket.writableEnded
  }

  /** Whether the current answer is the last one, after which nothing is sent. */
  get isLastAnswer(): boolean {
    return this.#isEnding && this.#lastWords === '' && this.#waiting.length === 0
  }

  /** Runs an exchange as soon as the previous ones are over. */
  take(exchange: Exchange): void {
    if (this.#current !== undefined || this.#isEnding) this.#wait(exchange)
    else {
      if (exchange.message.headers['transfer-encoding'] !== undefined) process.nextTick(holdBack, exchange.message)
      void this.#work(exchange)
    }
  }

  /**
   * Makes the current answer the last one, which also says so: nothing is sent after it, and no further request starts. Call it before the answer is
   * sent.
   */
  close(): void {
    this.#isEnding = true
    this.#lastWords = undefined
    this.#forget()
    // Node calls this after the last answer, and would close although there is unread data.
    this.#socket.destroySoon = () => hangUp(this.#socket, '', this.#shared.limits)
  }

  /**
   * Sends these words once every accepted request was answered, and hangs up; requests that arrive later are ignored. A request that has not arrived
   * completely never will: these words are then its answer.
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
    // A request that never arrives completely is answered by the last words.
    if (this.#isEnding && !next.exchange.message.complete) return this.#giveBack(next)
    this.#shared.held.give(next.bytes, this.#address)
    if (this.#waiting.length === 0 && !this.#isEnding) this.#socket.resume()
    return next.exchange
  }

  /**
   * While a request waits, the client is not read any further. Requests that were already read are kept, up to a number and as far as there is
   * memory. The others are ignored and the connection ends after the kept ones, so that the client knows what to send again (RFC 9112, section
   * 9.3.2).
   */
  #wait(exchange: Exchange): void {
    if (this.isOver) return
    if (!this.#hasPipelined) closeCheaply(this.#socket)
    this.#hasPipelined = true
    if (!this.#isEnding && !this.#keep(exchange)) this.end('')
    if (this.#isEnding && !this.#drop()) return void this.#socket.destroy()
    this.#pauseSoon()
  }

  /** False where it cannot wait: there are too many, or no memory is left. */
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

  /** Runs after everything already scheduled: at the end of each message, node resumes reading by itself. */
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

/** A chunked body that did not arrive with its headers is not read before it is wanted: tiny chunks take a multiple of their size in memory. */
function holdBack(message: IncomingMessage): void {
  if (!message.complete && message.readableFlowing === null && !message.destroyed) message.socket.pause()
}
