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

/** Bytes per write. */
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
  if (body.length > PIECE)
    return sendLong(to, { status, lines, body: typeof body === 'string' ? Buffer.from(body, 'utf8') : body }, patience)
  const length = Buffer.byteLength(body)
  lines.push('Content-Length', String(length))
  response.writeHead(status, lines)
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

/** Writes pieces as long as the system takes them at once; the rest counts as unread, and each piece follows when the previous one was taken. */
function sendLong(to: Destination, { status, lines, body }: Whole & { body: Uint8Array }, patience: Patience): Promise<void> | undefined {
  const { response, socket } = to
  lines.push('Content-Length', String(body.length))
  response.writeHead(status, lines)
  let at = 0
  const isOver = (): boolean => at >= body.length
  const sendUntilStuck = (): void => {
    do {
      response.write(body.subarray(at, at + PIECE))
      at += PIECE
    } while (!isOver() && response.writableLength === 0)
    if (isOver()) response.end()
  }
  sendUntilStuck()
  if (isOver() && taken(to) === undefined) return undefined
  return whileUnread(to, { bytes: body.length + COPIES * PIECE, patience }, async (moved) => {
    while (!isOver() && !socket.destroyed) {
      await eventOf(to, 'drain')
      if (socket.destroyed) return
      moved()
      sendUntilStuck()
    }
    await taken(to)
  })
}
