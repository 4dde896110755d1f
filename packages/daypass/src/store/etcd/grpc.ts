import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2'
import type { Method } from './messages.js'

/**
 * gRPC over HTTP/2 (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md), as far as calls with one question need it: a message is one byte, its length in four, and
 * its bytes; the outcome is in the trailers. decisions/0021 says why not a library.
 */

/** The statuses of gRPC that the engine tells apart. */
export const GRPC = {
  ok: 0,
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unimplemented: 12,
  unavailable: 14,
  unauthenticated: 16,
} as const

/** A call that has no answer. `status` is etcd's; undefined where none came. */
export class CallFailed extends Error {
  readonly status: number | undefined
  /** Whether the question may have left this process. */
  readonly wasSent: boolean

  constructor(message: string, how: { readonly status?: number; readonly wasSent: boolean; readonly cause?: unknown }) {
    super(message, { cause: how.cause })
    this.status = how.status
    this.wasSent = how.wasSent
  }
}

/** How a node connects to etcd with TLS: PEM texts. */
export interface EtcdTls {
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
}

/** Bytes that a stream, and a connection, may send before they are read: a listing is faster with more than HTTP's 64 KiB. */
const WINDOW = 16 * 2 ** 20
/** The longest answer: a page of a listing is less than this. */
const MAX_MESSAGE = 512 * 2 ** 20

/** One call on its way. */
interface Calling {
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Gets each message of the answer. */
  readonly take: (message: Buffer) => void
}

/** A connection to one etcd server, which is made at the first call, and again after it ended. */
export class GrpcConnection {
  readonly url: string
  readonly #tls: EtcdTls | undefined
  #session: ClientHttp2Session | undefined

  constructor(url: string, tls: EtcdTls | undefined) {
    this.url = url
    this.#tls = tls
  }

  #open(): ClientHttp2Session {
    const held = this.#session
    if (held !== undefined && !held.closed && !held.destroyed) return held
    const session = connect(this.url, { settings: { initialWindowSize: WINDOW, enablePush: false }, ...this.#tls })
    session.on('connect', () => session.setLocalWindowSize(WINDOW))
    // The calls of a session tell its errors; an event that nobody hears would end the process.
    session.on('error', () => {})
    this.#session = session
    return session
  }

  /** Asks, and hands over each message of the answer. Rejects with {@link CallFailed}. */
  call<Asked>(method: Pick<Method<Asked, unknown>, 'path' | 'encode'>, asked: Asked, calling: Calling): Promise<void> {
    const question = framed(method.encode(asked))
    return new Promise((resolve, reject) => {
      const session = this.#open()
      const head = { ':method': 'POST', ':path': method.path, 'content-type': 'application/grpc', te: 'trailers' }
      let stream: ClientHttp2Stream
      try {
        stream = session.request({ ...head, ...calling.headers })
      } catch (cause) {
        return reject(new CallFailed(messageOf(cause), { wasSent: false, cause }))
      }
      follow(stream, { calling, wasConnected: () => !session.connecting, resolve, reject })
      stream.end(question)
    })
  }

  /** Ends the connection and every call on it. */
  close(): void {
    this.#session?.destroy()
    this.#session = undefined
  }
}

function framed(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

interface Following {
  readonly calling: Calling
  readonly wasConnected: () => boolean
  readonly resolve: () => void
  readonly reject: (error: CallFailed) => void
}

function follow(stream: ClientHttp2Stream, { calling, wasConnected, resolve, reject }: Following): void {
  const { signal, take } = calling
  const frames = new Frames()
  let told: IncomingHttpHeaders = {}
  let failure: unknown
  const cancel = (): void => stream.close(constants.NGHTTP2_CANCEL)
  const hear = (headers: IncomingHttpHeaders): void => {
    told = { ...headers, ...told }
  }
  stream.on('response', hear)
  stream.on('trailers', (headers) => {
    told = { ...told, ...headers }
  })
  stream.on('data', (chunk: Buffer) => {
    try {
      for (const message of frames.add(chunk)) take(message)
    } catch (error) {
      failure ??= error
      cancel()
    }
  })
  stream.on('error', (error) => {
    failure ??= error
  })
  // NOTE 'close' comes after everything else, however a stream ends.
  stream.on('close', () => {
    signal.removeEventListener('abort', cancel)
    const wasSent = wasConnected()
    const status = told['grpc-status'] === undefined ? undefined : Number(told['grpc-status'])
    if (failure !== undefined) reject(new CallFailed(messageOf(failure), { wasSent, cause: failure }))
    else if (status === GRPC.ok) resolve()
    else if (status !== undefined)
      reject(new CallFailed(decodeURIComponentOf(String(told['grpc-message'] ?? `status ${status}`)), { status, wasSent }))
    else if (signal.aborted) reject(new CallFailed('no answer in time', { wasSent }))
    else if (told[':status'] === undefined) reject(new CallFailed('the connection ended before an answer', { wasSent }))
    else reject(new CallFailed(`an answer that is not etcd's: HTTP status ${told[':status']}`, { wasSent }))
  })
  if (signal.aborted) cancel()
  else signal.addEventListener('abort', cancel)
}

/** Of a call whose connection failed, why that failed: Node.js says of the call only that it was given up. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && error.code === 'ERR_HTTP2_STREAM_CANCEL' && error.cause instanceof Error ? error.cause.message : error.message
}

/** The message is percent-encoded; one that is not is shown as it is. */
function decodeURIComponentOf(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Puts the chunks of a stream together to messages. */
class Frames {
  #chunks: Buffer[] = []
  #held = 0
  #wanted = HEAD

  /** The messages that this chunk completes. */
  add(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    const complete: Buffer[] = []
    while (this.#held >= this.#wanted) {
      const all = Buffer.concat(this.#chunks, this.#held)
      this.#chunks = [all]
      this.#wanted = HEAD + lengthIn(all)
      if (this.#held < this.#wanted) break
      complete.push(all.subarray(HEAD, this.#wanted))
      this.#chunks = [all.subarray(this.#wanted)]
      this.#held -= this.#wanted
      this.#wanted = HEAD
    }
    return complete
  }
}

/** Bytes before a message: whether it is compressed, and its length. */
const HEAD = 5

function lengthIn(frame: Buffer): number {
  if (frame[0] !== 0) throw new Error('the answer is compressed, which was not asked for')
  const length = frame.readUInt32BE(1)
  if (length > MAX_MESSAGE) throw new Error(`the answer has ${length} bytes, which is too much`)
  return length
}
