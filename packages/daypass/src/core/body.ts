import { CommonError, type WireError } from './error.js'
import type { Answer, Body, Request } from './exchange.js'

/** The client went away in the middle of its body: it has asked nothing. */
export class CutOff extends Error {}

/** A body that is read whole did not come in its time. */
export class Overdue extends Error {}

/** Too many bytes of bodies are held for all clients together: there is no room for more of this one. */
export class NoRoom extends Error {}

/** The errors of a service for a body that is larger than the limit, and for one that was cut off or late. */
export interface WholeBodyErrors {
  readonly tooLarge: () => WireError
  readonly unreadable: (message: string) => WireError
}

/** Bytes of a form with an identity provider's assertion, which takes the place of a signature: 100,000 characters and session policies, escaped. */
export const ASSERTION_FORM = 524_288

/** Refuses a body by what its headers say of its length, before anything of it is read. */
export function requireLength(headers: Request['headers'], limit: number, errors: WholeBodyErrors): void {
  const length = Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0)
  if (length > limit) throw errors.tooLarge()
}

/** Reads a body that is wanted whole, up to `limit` bytes; more is refused before it is held. */
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

/** That a body could not be read, in the words of its service; what is about something else stays as it is. */
function unreadable(error: unknown, errors: WholeBodyErrors): unknown {
  if (error instanceof CutOff) return errors.unreadable('The request was cut off.')
  if (error instanceof Overdue) return errors.unreadable('The request body did not arrive in time.')
  return error instanceof NoRoom ? noRoom() : error
}

/** AWS's common error for a service that cannot take a request now: clients try again by themselves. */
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

/** Bytes in the order they came. A million chunks of one byte take no more memory than one chunk of a million. */
export class GatheredBytes {
  #bytes: Uint8Array = new Uint8Array(0)
  #size = 0

  get size(): number {
    return this.#size
  }

  /** Bytes of memory that are taken; at most twice the size, or 4 KiB. */
  get room(): number {
    return this.#bytes.length
  }

  /** The first chunk is kept as it is, not copied: mostly there is no other. */
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

/** Gives back what an answer's body holds, such as an open file, when nobody will read it to its end. */
export async function releaseBody(body: Answer['body']): Promise<void> {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.()
}
