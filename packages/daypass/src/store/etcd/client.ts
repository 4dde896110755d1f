import { CallFailed, type EtcdTls, GRPC, GrpcConnection } from './grpc.js'
import { AUTHENTICATE, type Method } from './messages.js'

/** The servers of etcd, and how to reach them. */
export interface EtcdServers {
  /** `http://host:port` or `https://host:port`, at least one. */
  readonly endpoints: readonly string[]
  readonly tls?: EtcdTls | undefined
  readonly login?: { readonly user: string; readonly password: string } | undefined
}

/** How long a call may take, in milliseconds. */
export interface CallLimit {
  readonly within: number
}

/** These answers say that etcd has refused the question and done nothing. */
const REFUSED: readonly (number | undefined)[] = [
  GRPC.invalidArgument,
  GRPC.notFound,
  GRPC.permissionDenied,
  GRPC.failedPrecondition,
  GRPC.outOfRange,
  GRPC.unimplemented,
  GRPC.unauthenticated,
]

/** Whether etcd certainly did nothing. */
export const didNothing = (error: CallFailed): boolean => !error.wasSent || REFUSED.includes(error.status)

/** Another server may answer what this one cannot; one that refuses would refuse everywhere. */
const mayTryAnother = (error: CallFailed): boolean => !error.wasSent || error.status === undefined || error.status === GRPC.unavailable

/** Tokens end: after five minutes without use, when the server starts again, and when users or roles change. */
const isTokenOver = ({ status, message }: CallFailed): boolean =>
  (status === GRPC.unauthenticated && /invalid auth token/.test(message)) ||
  (status === GRPC.invalidArgument && /(?:revision of auth store is old|user name is empty)/.test(message))

/**
 * Calls of one node. All go to one server, the current one; when it does not answer, the next becomes it, and calls that may be repeated are. Rejects with
 * {@link CallFailed}.
 */
export class EtcdClient {
  readonly #connections: readonly GrpcConnection[]
  readonly #login: EtcdServers['login']
  #at = 0
  #token: Promise<string> | undefined
  #isClosed = false

  constructor({ endpoints, tls, login }: EtcdServers) {
    this.#connections = endpoints.map((url) => new GrpcConnection(url, url.startsWith('https:') ? (tls ?? {}) : undefined))
    this.#login = login
  }

  /** The server that is asked now, for messages. */
  get current(): string {
    return this.#connection.url
  }

  get #connection(): GrpcConnection {
    return this.#connections[this.#at % this.#connections.length]!
  }

  /** Which connection is used now: see `leave`. */
  get turn(): number {
    return this.#at
  }

  /** Goes on with the next server, unless that has been done since `turn` was read. What is on its way to this one fails. */
  leave(turn: number): void {
    if (this.#isClosed || this.#at !== turn) return
    const left = this.#connection
    this.#at += 1
    this.#token = undefined
    left.close()
  }

  async call<Asked, Answer>(method: Method<Asked, Answer>, asked: Asked, { within }: CallLimit): Promise<Answer> {
    const signal = AbortSignal.timeout(within)
    for (let tries = 1; ; tries++) {
      const turn = this.#at
      try {
        return await this.#once(method, asked, signal)
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error
        const isOver = isTokenOver(error) && this.#login !== undefined
        if (isOver) this.#token = undefined
        else if (mayTryAnother(error)) this.leave(turn)
        const mayRepeat = isOver || !error.wasSent || (method.isRepeatable && mayTryAnother(error))
        if (!mayRepeat || signal.aborted || tries > this.#connections.length) throw error
      }
    }
  }

  async #once<Asked, Answer>(method: Method<Asked, Answer>, asked: Asked, signal: AbortSignal): Promise<Answer> {
    const answers: Answer[] = []
    await this.#send(method, asked, { signal, take: (bytes) => answers.push(method.decode(bytes)) })
    const [answer] = answers
    if (answer === undefined) throw new CallFailed('an answer without a message', { wasSent: true })
    return answer
  }

  /** The answers of a watch, until it ends or the signal aborts; never repeated. */
  async stream<Asked, Answer>(
    method: Method<Asked, Answer>,
    asked: Asked,
    { signal, take }: { readonly signal: AbortSignal; readonly take: (answer: Answer) => void },
  ): Promise<void> {
    await this.#send(method, asked, { signal, take: (bytes) => take(method.decode(bytes)) })
  }

  async #send<Asked>(
    method: Pick<Method<Asked, unknown>, 'path' | 'encode'>,
    asked: Asked,
    { signal, take }: { readonly signal: AbortSignal; readonly take: (bytes: Buffer) => void },
  ): Promise<void> {
    if (this.#isClosed) throw new CallFailed('the connection to etcd was closed', { wasSent: false })
    const connection = this.#connection
    // A server without a leader refuses at once, instead of waiting for one (etcd, client design: hasleader).
    const headers = { hasleader: 'true', ...(this.#login && { token: await this.#tokenFor(this.#login, connection, signal) }) }
    await connection.call(method, asked, { headers, signal, take })
  }

  async #tokenFor(login: NonNullable<EtcdServers['login']>, connection: GrpcConnection, signal: AbortSignal): Promise<string> {
    this.#token ??= authenticate(login, connection, signal)
    const asked = this.#token
    try {
      return await asked
    } catch (error) {
      if (this.#token === asked) this.#token = undefined
      // The call itself was not sent.
      const status = error instanceof CallFailed && error.status !== undefined ? { status: error.status } : {}
      throw new CallFailed((error as Error).message, { wasSent: false, cause: error, ...status })
    }
  }

  close(): void {
    this.#isClosed = true
    for (const connection of this.#connections) connection.close()
  }
}

async function authenticate(login: { user: string; password: string }, connection: GrpcConnection, signal: AbortSignal): Promise<string> {
  let token = ''
  await connection.call(AUTHENTICATE, login, {
    headers: {},
    signal,
    take: (bytes) => {
      token = AUTHENTICATE.decode(bytes).token
    },
  })
  return token
}
