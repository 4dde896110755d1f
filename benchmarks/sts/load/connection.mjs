// Owns: one keep-alive connection that sends a request, waits for the whole answer and sends the next. It does only what is needed to find the
// status and the end of an answer, so that one core of load can keep one core of server busy.
import { connect } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')
const LENGTH = /\r\ncontent-length: (\d+)/i
const CLOSES = /\r\nconnection: close/i

/** Where the answer ends in the bytes, or -1 while it is not known. @param {Buffer} bytes */
function endOf(bytes) {
  const head = bytes.indexOf(HEAD_END)
  if (head < 0) return -1
  const length = LENGTH.exec(bytes.latin1Slice(0, head))?.[1]
  return length === undefined ? -1 : head + 4 + Number(length)
}

/** @param {Buffer} bytes */
const statusOf = (bytes) => Number(bytes.latin1Slice(9, 12))

/**
 * Sends requests as long as `next` returns one; passes every answer to `seen`. Reconnects to a server that closes after each answer.
 * @param {number} port @param {{ next: () => Buffer | undefined, seen: (status: number, answer: Buffer) => void }} run @returns {Promise<void>}
 */
export function converse(port, run) {
  return new Promise((resolve, reject) => {
    /** @param {Buffer} request */
    const open = (request) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let held = Buffer.alloc(0)
      let waits = true
      const advance = () => {
        const answer = held
        held = Buffer.alloc(0)
        run.seen(statusOf(answer), answer)
        const following = run.next()
        waits = following !== undefined && !CLOSES.test(answer.latin1Slice(0, Math.min(600, answer.length)))
        if (waits) return void socket.write(following)
        socket.end()
        if (following === undefined) resolve()
        else open(following)
      }
      socket.on('data', (piece) => {
        held = held.length === 0 ? piece : Buffer.concat([held, piece])
        const end = endOf(held)
        if (end < 0 || held.length < end) return
        advance()
      })
      socket.on('close', () => waits && reject(new Error('the server closed the connection before it answered')))
      socket.on('error', reject)
      socket.write(request)
    }
    const first = run.next()
    if (first === undefined) resolve()
    else open(first)
  })
}
