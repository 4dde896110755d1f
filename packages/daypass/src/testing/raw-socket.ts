import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which bytes are written unchanged, and everything received is kept. */
export class RawSocket {
  received = ''
  readonly #socket: Socket
  #ended = false

  private constructor(socket: Socket) {
    this.#socket = socket
    // Some tests are about a server that hangs up while the client still writes.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#ended = true
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.received += text
    })
  }

  /** A `stubborn` socket does not close its side when the server closes its own. */
  static async open(endpoint: string, how: { readonly stubborn?: boolean } = {}): Promise<RawSocket> {
    const { hostname, port } = new URL(endpoint)
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: how.stubborn === true })
    await once(socket, 'connect')
    return new RawSocket(socket)
  }

  write(bytes: Uint8Array | string): this {
    if (!this.#ended) this.#socket.write(bytes)
    return this
  }

  /** The same; resolves once the operating system has taken the bytes, or the connection is gone. */
  async writes(bytes: string): Promise<void> {
    if (!this.#ended) await new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()))
  }

  /** Closes this side; what the server still sends is kept. */
  finish(): this {
    this.#socket.end()
    return this
  }

  /** Stops reading. */
  stopReading(): this {
    this.#socket.pause()
    return this
  }

  /** Reads again. */
  reads(): this {
    this.#socket.resume()
    return this
  }

  /** Hangs up without sending anything. */
  cut(): void {
    this.#socket.resetAndDestroy()
  }

  /** Resolves once this text has arrived; throws when the connection ends before it. */
  async sees(text: string): Promise<string> {
    while (!this.received.includes(text)) {
      if (this.#ended) throw new Error(`the connection ended before '${text}' came:\n${this.received}`)
      await this.#something()
    }
    return this.received
  }

  /** Resolves with everything received once the server has closed its side. */
  async ended(): Promise<string> {
    while (!this.#ended && !this.#socket.readableEnded) await this.#something()
    return this.received
  }

  /** Keeps sending this, again and again, until the server has closed the connection completely; then resolves with everything received. */
  async trickles(text: string): Promise<string> {
    const timer = setInterval(() => this.write(text), 5)
    const all = await this.closed()
    clearInterval(timer)
    return all
  }

  /** Resolves at more bytes, or the end. */
  #something(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('data', done).off('end', done).off('close', done)
        resolve()
      }
      this.#socket.on('data', done).on('end', done).on('close', done)
    })
  }

  /** Resolves with everything received once the server has closed the connection. */
  async closed(): Promise<string> {
    while (!this.#ended) await this.#something()
    return this.received
  }

  get isOpen(): boolean {
    return !this.#ended
  }
}
