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

  static async open(endpoint: string): Promise<RawSocket> {
    const { hostname, port } = new URL(endpoint)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    return new RawSocket(socket)
  }

  write(bytes: Uint8Array | string): this {
    if (!this.#ended) this.#socket.write(bytes)
    return this
  }

  /** No more bytes from us; what the server still says is kept. */
  finish(): this {
    this.#socket.end()
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
      await Promise.race([once(this.#socket, 'data'), once(this.#socket, 'close')])
    }
    return this.received
  }

  /** Resolves with all that came once the server has closed the connection. */
  async closed(): Promise<string> {
    if (!this.#ended) await once(this.#socket, 'close')
    return this.received
  }

  get isOpen(): boolean {
    return !this.#ended
  }
}
