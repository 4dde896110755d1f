import type { UnreadAnswers } from '../connections/unread-answers.js'
import { type Destination, eventOf, taken } from './destination.js'

/** An answer that is there, and no stream. */
export interface Whole {
  readonly status: number
  readonly lines: string[]
  /** Undefined where none is sent. */
  readonly body: string | Uint8Array | undefined
}

/** What is granted to the client that an answer is for. */
export interface Patience {
  /** Milliseconds that it has to take an answer which is no stream. */
  readonly within: number
  readonly unread: UnreadAnswers
  readonly sourceIp: string
}

/** Characters or bytes that are written at once. */
const PIECE = 65_536
/** Of what the system does not take, node makes up to two copies. */
const COPIES = 2

/** Writes an answer, and waits until the system has taken it. Until then it counts as unread, and a client that does not take it in time is given up. */
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
  // A text goes out in one piece with the headers, and in one encoding; bytes would be a piece of their own.
  // As many bytes as characters: all are ASCII, which is copied as it is.
  if (typeof body === 'string' && length === body.length) response.end(body, 'latin1')
  else response.end(typeof body === 'string' ? Buffer.from(body, 'utf8') : body)
  return taken(to) && whileUnread(to, { bytes: (1 + COPIES) * length, patience }, () => taken(to))
}

interface Owed {
  readonly bytes: number
  readonly patience: Patience
}

/** Waits for `done`, which is given what to tell that the client has moved on. */
async function whileUnread({ socket }: Destination, owed: Owed, done: (moved: () => void) => Promise<void> | undefined): Promise<void> {
  const { unread, sourceIp, within } = owed.patience
  const timer = setTimeout(() => socket.destroy(), within)
  const kept = unread.keep({ bytes: owed.bytes, sourceIp, giveUp: () => void socket.destroy() })
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

/** Piece by piece, as long as the system takes them at once; what is left then counts as unread, and each piece follows when the one before it was taken. */
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

/** A body, cut up. */
class Pieces {
  readonly #body: string | Uint8Array
  #at = 0

  constructor(body: string | Uint8Array) {
    this.#body = body
  }

  get isOver(): boolean {
    return this.#at >= this.#body.length
  }

  /** Bytes: what is text would be written in one encoding with the headers, and change those that are not ASCII. */
  next(): Uint8Array {
    const from = this.#at
    if (typeof this.#body !== 'string') {
      this.#at = from + PIECE
      return this.#body.subarray(from, this.#at)
    }
    // A character that is written as two units is not cut in half: each half alone would be another.
    this.#at = from + PIECE + (isFirstHalf(this.#body.charCodeAt(from + PIECE - 1)) ? 1 : 0)
    return Buffer.from(this.#body.slice(from, this.#at), 'utf8')
  }
}

const isFirstHalf = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
