import type { IncomingMessage } from 'node:http'
import type { Turns } from '../core/exchange.js'
import { type BodyTerms, IncomingBody } from './connections/incoming-body.js'

/** The cost of any request besides its bytes, in bytes to read. */
const EMPTY = 512
/** A body up to this length is counted with its headers, because it usually arrived with them. */
const SMALL_BODY = 4_096

/** The bytes to read for a request before its body; a small body is included. */
export function bytesToRead(message: Pick<IncomingMessage, 'url' | 'rawHeaders' | 'headers'>): number {
  let bytes = EMPTY + (message.url?.length ?? 0)
  for (const text of message.rawHeaders) bytes += text.length
  return bytes + smallBody(message)
}

function smallBody({ headers }: Pick<IncomingMessage, 'headers'>): number {
  const length = Number(headers['content-length'] ?? 0)
  return length <= SMALL_BODY ? length : 0
}

/**
 * A body that was read whole is delivered in a turn with capacity for so much reading: bodies that end at the same time are parsed in separate turns.
 */
export class PacedBody extends IncomingBody {
  readonly #counted: number
  readonly #turns: Pick<Turns, 'turnFor'>

  constructor(message: IncomingMessage, terms: BodyTerms, given: { begin: () => void; turns: Pick<Turns, 'turnFor'> }) {
    super(message, terms, given.begin)
    this.#counted = smallBody(message)
    this.#turns = given.turns
  }

  override collect(limit: number): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    const collected = super.collect(limit)
    if (collected === undefined) return undefined
    if (collected instanceof Promise) return collected.then((bytes) => bytes && this.#inTurn(bytes))
    return collected.length <= this.#counted ? collected : this.#inTurn(collected)
  }

  async #inTurn(bytes: Uint8Array): Promise<Uint8Array> {
    await this.#turns.turnFor(EMPTY + bytes.length)
    return bytes
  }
}
