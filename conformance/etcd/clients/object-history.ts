import type { ServerProcess } from '../../server-process.js'
import type { Reply, Unsigned } from '../../signed-request.js'
import type { Became } from './history.js'

/** Whether something must be there, must not, or may. */
export type Known = 'there' | 'gone' | 'unknown'

/** How a node is asked: once, or until it answers. */
interface Asking {
  readonly ask: (node: ServerProcess, request: Unsigned) => Promise<Became>
  readonly askUntilAnswered: (node: ServerProcess, request: Unsigned) => Promise<Reply>
}

/** Where the results go, and what answers mean. */
interface Book {
  readonly violations: string[]
  readonly counts: { stored: number }
  note(what: string, became: Became): 'done' | 'refused' | 'unknown'
}

const BUCKET = '/history'
/** Objects of a node that are there at the same time. */
const KEPT = 15
/** Of the last ones so many are compared, whether they must be there or not. */
const COMPARED = 40

/** The bytes of an object: so many that they are a file. */
function bodyOf(key: string): Buffer {
  const size = 9_000 + ((Number(key.split('-')[1]) * 997) % 12_000)
  return Buffer.alloc(size, `${key} `)
}

/** All objects that clients put and removed, and what they were told. */
export class ObjectHistory {
  readonly #ask: Asking['ask']
  readonly #askUntilAnswered: Asking['askUntilAnswered']
  readonly #book: Book
  readonly #objects = new Map<string, Known>()
  readonly #kept: string[] = []
  #serial = 0

  constructor({ ask, askUntilAnswered }: Asking, book: Book) {
    this.#ask = ask
    this.#askUntilAnswered = askUntilAnswered
    this.#book = book
  }

  /** Makes the bucket, and waits until every node knows it. */
  async begin(nodes: readonly ServerProcess[]): Promise<void> {
    await this.#ask(nodes[0] as ServerProcess, { service: 's3', method: 'PUT', path: BUCKET })
    for (const node of nodes)
      for (let tries = 0; ; tries++) {
        const found = await this.#ask(node, { service: 's3', method: 'HEAD', path: BUCKET })
        if ('reply' in found && found.reply.status === 200) break
        if (tries === 100) throw new Error('a node does not have the bucket')
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
  }

  /** Puts objects at a node, and removes them again. */
  async write(node: ServerProcess, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const key = `object-${++this.#serial}`
      const put = await this.#ask(node, { service: 's3', method: 'PUT', path: `${BUCKET}/${key}`, body: bodyOf(key) })
      const outcome = this.#book.note(key, put)
      this.#objects.set(key, { done: 'there', refused: 'gone', unknown: 'unknown' }[outcome] as Known)
      if (outcome === 'done') {
        this.#book.counts.stored += 1
        this.#kept.push(key)
      }
      const old = this.#kept.length > 3 * KEPT ? this.#kept.shift() : undefined
      if (old !== undefined) await this.#remove(node, old)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #remove(node: ServerProcess, key: string): Promise<void> {
    const removed = await this.#ask(node, { service: 's3', method: 'DELETE', path: `${BUCKET}/${key}` })
    const outcome = this.#book.note(key, removed)
    // Refused: it is as it was, which an earlier try that nobody heard of may have left unknown.
    if (outcome !== 'refused') this.#objects.set(key, outcome === 'done' ? 'gone' : 'unknown')
    // What was not removed takes room, so it is tried again.
    if (outcome !== 'done') this.#kept.push(key)
  }

  /** Compares what a node shows with what was acknowledged. */
  async compare(node: ServerProcess, name: string): Promise<void> {
    const known = [...this.#objects].filter(([, one]) => one !== 'unknown')
    const there = known.filter(([, one]) => one === 'there').slice(-COMPARED)
    const gone = known.filter(([, one]) => one === 'gone').slice(-COMPARED)
    for (const [key, one] of [...there, ...gone]) {
      const { status, body, text } = await this.#askUntilAnswered(node, { service: 's3', method: 'GET', path: `${BUCKET}/${key}` })
      const isRight = one === 'there' ? status === 200 && body.equals(bodyOf(key)) : status === 404
      if (!isRight)
        this.#book.violations.push(`${name}: ${key}, which must ${one === 'there' ? '' : 'not '}be there: ${status} ${text.slice(0, 300)}`)
    }
  }
}
