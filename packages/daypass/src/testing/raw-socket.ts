import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which bytes are written as they are and everything that comes back is kept. */
export class RawSocket {
  received = ''
  readonly #socket: Socket
  #ended = false

  private constructor(socket: Socket) {
    this.#socket = socket
    // A server that hangs up while we still write is what some tests are about.
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#ended = true
    })
    socket.setEncoding('latin1').on('data', (text: string) => {
      this.received += text
    })
  }

  /** One that is `stubborn` never closes its side because the server closed its own. */
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

  /** The same; resolves once the system has taken them, or the connection is gone. */
  async writes(bytes: string): Promise<void> {
    if (!this.#ended) await new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve()))
  }

  /** No more bytes from us; what the server still says is kept. */
  finish(): this {
    this.#socket.end()
    return this
  }

  /** Reads nothing from now on. */
  stopReading(): this {
    this.#socket.pause()
    return this
  }

  /** Reads again. */
  reads(): this {
    this.#socket.resume()
    return this
  }

  /** Hangs up without a word. */
  cut(): void {
    this.#socket.resetAndDestroy()
  }

  /** Resolves once this text has come; throws when the connection ends before it. */
  async sees(text: string): Promise<string> {
    while (!this.received.includes(text)) {
      if (this.#ended) throw new Error(`the connection ended before '${text}' came:\n${this.received}`)
      await this.#something()
    }
    return this.received
  }

  /** Resolves with all that came once the server has closed its side. */
  async ended(): Promise<string> {
    while (!this.#ended && !this.#socket.readableEnded) await this.#something()
    return this.received
  }

  /** Goes on sending this, over and over, until the server has closed the connection for good; then resolves with all that came. */
  async trickles(text: string): Promise<string> {
    const timer = setInterval(() => this.write(text), 5)
    const all = await this.closed()
    clearInterval(timer)
    return all
  }

  /** More bytes, or an end. */
  #something(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#socket.off('data', done).off('end', done).off('close', done)
        resolve()
      }
      this.#socket.on('data', done).on('end', done).on('close', done)
    })
  }

  /** Resolves with all that came once the server has closed the connection. */
  async closed(): Promise<string> {
    while (!this.#ended) await this.#something()
    return this.received
  }

  get isOpen(): boolean {
    return !this.#ended
  }
}
