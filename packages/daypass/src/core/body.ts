import { CommonError, type WireError } from './error.js'
import type { Answer, Body, ByteStream, Request } from './exchange.js'

/** The client disconnected before the end of its body, so the request is incomplete. */
export class CutOff extends Error {}

/** A body that is read whole did not arrive in time. */
export class Overdue extends Error {}

/** The bodies of all clients together use up the memory limit: no more of this one fits. */
export class NoRoom extends Error {}

/** A service's errors for a body that is larger than the limit, and for one that was cut off or late. */
export interface WholeBodyErrors {
  readonly tooLarge: () => WireError
  readonly unreadable: (message: string) => WireError
}

/** Bytes of a form that carries an identity provider's assertion instead of a signature: 100,000 characters and session policies, escaped. */
export const ASSERTION_FORM = 524_288

/** Whether a request has a body; one without these headers ends with its headers (RFC 9112, section 6.3). */
export const hasBody = ({ 'transfer-encoding': coding, 'content-length': length }: { readonly [name: string]: unknown }): boolean =>
  coding !== undefined || Number(length ?? 0) !== 0

/** Rejects a body by its declared length, before any of it is read. */
export function requireLength(headers: Request['headers'], limit: number, errors: WholeBodyErrors): void {
  const length = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0)
  if (length > limit) throw errors.tooLarge()
}

/** Reads a whole body of up to `limit` bytes; a larger one is rejected before it is held in memory. */
export async function readBody(body: Body, limit: number, errors: WholeBodyErrors): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined
  try {
    bytes = await (body.collect === undefined ? collectChunks(body, limit) : body.collect(limit))
  } catch (error) {
    throw unreadable(error, errors)
  }
  if (bytes === undefined) throw errors.tooLarge()
  return bytes
}

/** Turns the errors of reading a body into those of its service; returns any other error unchanged. */
function unreadable(error: unknown, errors: WholeBodyErrors): unknown {
  if (error instanceof CutOff) return errors.unreadable('The request was cut off.')
  if (error instanceof Overdue) return errors.unreadable('The request body did not arrive in time.')
  return error instanceof NoRoom ? noRoom() : error
}

/** AWS's common error for a service that cannot accept a request now: clients retry by themselves. */
export const noRoom = (): WireError =>
  new CommonError('ServiceUnavailable', 'Too many request bodies are on their way at once. Please try again.')

async function collectChunks(body: Body, limit: number): Promise<Uint8Array | undefined> {
  const gathered = new GatheredBytes()
  for await (const chunk of body) {
    if (gathered.size + chunk.length > limit) return undefined
    gathered.add(chunk)
  }
  return gathered.whole()
}

const SMALLEST = 4_096

/** Bytes in the order they arrived. A million chunks of one byte take no more memory than one chunk of a million. */
export class GatheredBytes {
  #bytes: Uint8Array = new Uint8Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Bytes of memory that are allocated; at most twice the size, or 4 KiB. */
  get room(): number {
    return this.#bytes.length
  }

  /** The first chunk is kept as it is, not copied: usually it is the only one. */
  add(chunk: Uint8Array): void {
    const size = this.#size + chunk.length
    if (this.#size === 0) this.#bytes = chunk
    else {
      if (size > this.#bytes.length) this.#grow(size)
      this.#bytes.set(chunk, this.#size)
    }
    this.#size = size
  }

  whole(): Uint8Array {
    return this.#bytes.subarray(0, this.#size)
  }

  #grow(size: number): void {
    const bytes = Buffer.allocUnsafeSlow(Math.max(SMALLEST, size, 2 * this.#size))
    bytes.set(this.whole())
    this.#bytes = bytes
  }
}

/** Releases what an answer's body holds, such as an open file, when it will not be read to its end. */
export async function releaseBody(body: Answer['body']): Promise<void> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array) && body.whole === undefined) await body[Symbol.asyncIterator]().return?.()
}

/** Bytes that are in memory, piece by piece. */
export async function* piecesInTurn(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** A whole body in memory. */
export const wholeBody = (whole: Uint8Array): ByteStream => ({
  whole,
  async *[Symbol.asyncIterator]() {
    if (whole.length > 0) yield whole
  },
})
