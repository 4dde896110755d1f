import { call } from '../query-form.js'
import { tell } from '../sts/principals.js'
import type { Reply, Signer, Unsigned } from '../signed-request.js'

/** How long a request is tried, in milliseconds. */
const PATIENCE = 10_000

/** Clients of a cluster that try another node when one does not answer, as a load balancer or an SDK does. */
export class RetryingClient {
  readonly #endpoints: readonly string[]
  readonly #owner: Signer['key']
  readonly #session: Signer['key']
  #serial = 0
  #isOver = false
  /** What was answered with something else than success, permanently. */
  readonly failed: string[] = []
  /** Users that were made, and objects that were put, by the answers. */
  readonly made: string[] = []
  /** Requests that succeeded, and tries that another node made up for. */
  readonly counts = { succeeded: 0, retried: 0 }

  /** `session` and `owner` may do everything; they make users and put objects into `/bucket`. */
  constructor(endpoints: readonly string[], { owner, session }: { owner: Signer['key']; session: Signer['key'] }) {
    this.#endpoints = endpoints
    this.#owner = owner
    this.#session = session
  }

  /** Works until `body` resolves. */
  async during(body: () => Promise<void>): Promise<void> {
    this.#isOver = false
    const working = Promise.all([this.#work(0), this.#work(1), this.#work(2)])
    try {
      await body()
    } finally {
      this.#isOver = true
      await working
    }
  }

  async #work(from: number): Promise<void> {
    while (!this.#isOver) {
      const name = `made-${++this.#serial}`
      const body = Buffer.from(name.repeat(this.#serial % 2 === 0 ? 1 : 2_000))
      await this.#ask(from, this.#session, call('sts', 'GetCallerIdentity'))
      // A name that is new: that it exists already would mean that the node which did not answer had made it.
      await this.#ask(from, this.#owner, call('iam', 'CreateUser', { UserName: name }))
      await this.#ask(from, this.#session, { service: 's3', method: 'PUT', path: `/bucket/${name}`, body })
      await this.#ask(from, this.#owner, { service: 's3', method: 'GET', path: '/bucket/kept' })
      this.made.push(name)
    }
  }

  async #ask(from: number, key: Signer['key'], request: Unsigned): Promise<void> {
    const end = performance.now() + PATIENCE
    let last = ''
    for (let at = from; performance.now() < end; at++) {
      const endpoint = this.#endpoints[at % this.#endpoints.length] ?? ''
      const reply = await tell({ endpoint, key }, request).catch((error: Error) => error)
      last = reply instanceof Error ? reply.message : `${reply.status} ${reply.text}`
      if (!isToRetry(reply)) return this.#count(request, last, reply)
      this.counts.retried++
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    this.failed.push(`${request.method} ${request.path}: ${last}`)
  }

  #count(request: Unsigned, text: string, reply: Reply): void {
    if (reply.status < 300) this.counts.succeeded++
    else this.failed.push(`${request.method} ${request.path}: ${text}`)
  }
}

/** What an SDK tries again: no answer, and those of servers that cannot answer now. */
const isToRetry = (reply: Reply | Error): reply is Error => reply instanceof Error || reply.status === 503
