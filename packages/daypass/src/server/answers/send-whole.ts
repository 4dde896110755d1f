import type { UnreadAnswers } from '../connections/unread-answers.js'
import { type Destination, eventOf, taken } from './destination.js'

/** An answer whose body is in memory, not a stream. */
export interface Whole {
  readonly status: number
  readonly lines: string[]
  /** Undefined for an answer without a body. */
  readonly body: string | Uint8Array | undefined
}

/** What an answer's client is granted. */
export interface Patience {
  /** Milliseconds in which the client must take an answer that is not a stream. */
  readonly within: number
  readonly unread: UnreadAnswers
  readonly sourceIp: string
}

/** Characters or bytes per write. */
const PIECE = 65_536
/** Bytes that are copied into a text, each one character, because that costs less than a write of their own. */
const FEW = 8_192
/** Node makes up to two copies of data that the operating system does not take at once. */
const COPIES = 2

/**
 * Writes an answer, and waits until the operating system has taken it. Until then it counts as unread, and a client that does not take it in time is
 * disconnected.
 */
export function sendWhole(to: Destination, { status, lines, body }: Whole, patience: Patience): Promise<void> | undefined {
  const { response } = to
  if (body === undefined) {
    response.writeHead(status, lines).end()
    return taken(to) && whileUnread(to, { bytes: 0, patience }, () => taken(to))
  }
  const length = Buffer.byteLength(body)
  lines.push('Content-Length', String(length))
  response.writeHead(status, lines)
  if (body.length > PIECE) return sendLong(to, { body, length, patience })
  // A text is sent in one write with the headers, in one encoding; bytes would need a separate write. As many bytes as characters: the text is ASCII,
  // which is copied unchanged.
  if (typeof body === 'string' && length === body.length) response.end(body, 'latin1')
  else if (typeof body !== 'string' && length <= FEW)
    response.end(Buffer.from(body.buffer, body.byteOffset, length).toString('latin1'), 'latin1')
  else response.end(typeof body === 'string' ? Buffer.from(body, 'utf8') : body)
  return taken(to) && whileUnread(to, { bytes: (1 + COPIES) * length, patience }, () => taken(to))
}

interface PendingAnswer {
  readonly bytes: number
  readonly patience: Patience
}

/** Waits for `done`, which is passed a function that reports progress of the client. */
async function whileUnread(
  { socket }: Destination,
  pending: PendingAnswer,
  done: (moved: () => void) => Promise<void> | undefined,
): Promise<void> {
  const { unread, sourceIp, within } = pending.patience
  const timer = setTimeout(() => socket.destroy(), within)
  const kept = unread.keep({ bytes: pending.bytes, sourceIp, giveUp: () => void socket.destroy() })
  try {
    await done(() => unread.moved(kept))
  } finally {
    clearTimeout(timer)
    unread.settle(kept)
  }
}

interface Long {
  readonly body: string | Uint8Array
  /** Of the body, in bytes. */
  readonly length: number
  readonly patience: Patience
}

/** Writes pieces as long as the system takes them at once; the rest counts as unread, and each piece follows when the previous one was taken. */
function sendLong(to: Destination, { body, length, patience }: Long): Promise<void> | undefined {
  const { response, socket } = to
  const pieces = new Pieces(body)
  const sendUntilStuck = (): void => {
    do response.write(pieces.next())
    while (!pieces.isOver && response.writableLength === 0)
    if (pieces.isOver) response.end()
  }
  sendUntilStuck()
  if (pieces.isOver && taken(to) === undefined) return undefined
  // Characters that are not ASCII may take two bytes each in memory.
  const bytes = Math.max(length, length === body.length ? 0 : 2 * body.length) + COPIES * PIECE
  return whileUnread(to, { bytes, patience }, async (moved) => {
    while (!pieces.isOver && !socket.destroyed) {
      await eventOf(to, 'drain')
      if (socket.destroyed) return
      moved()
      sendUntilStuck()
    }
    await taken(to)
  })
}

/** A body in pieces. */
class Pieces {
  readonly #body: string | Uint8Array
  #at = 0

  constructor(body: string | Uint8Array) {
    this.#body = body
  }

  get isOver(): boolean {
    return this.#at >= this.#body.length
  }

  /** Bytes: a string would be written in one encoding together with the headers, and change the ones that are not ASCII. */
  next(): Uint8Array {
    const from = this.#at
    if (typeof this.#body !== 'string') {
      this.#at = from + PIECE
      return this.#body.subarray(from, this.#at)
    }
    // Do not cut between the two code units of a character: each half alone would be a different character.
    this.#at = from + PIECE + (isFirstHalf(this.#body.charCodeAt(from + PIECE - 1)) ? 1 : 0)
    return Buffer.from(this.#body.slice(from, this.#at), 'utf8')
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
