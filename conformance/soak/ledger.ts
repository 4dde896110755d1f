import type { Key } from '../clean-environment.js'
import { type Raw, type Reply, send, signed, type Unsigned } from '../signed-request.js'
import { each, type Line } from './crowd.js'

/** Sends requests and keeps what their answers were. Throws at one that is not right. */
export class Ledger {
  readonly line: Line
  /** The ids of all requests that were answered. */
  readonly ids = new Set<string>()
  readonly byStatus = new Map<number, number>()

  constructor(line: Line) {
    this.line = line
  }

  /** Signs and sends; any of these statuses is right. */
  ask(key: Key, request: Unsigned, right: readonly number[] = [200]): Promise<Reply> {
    return this.raw(signed({ endpoint: this.line.endpoint, key }, request), right)
  }

  async raw(raw: Raw, right: readonly number[]): Promise<Reply> {
    const reply = await send(this.line.endpoint, raw, this.line.agent)
    const { status, headers, text } = reply
    this.ids.add(String(headers['x-amzn-requestid'] ?? headers['x-amz-request-id']))
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1)
    if (!right.includes(status))
      throw new Error(`${raw.method} ${raw.target} ${Buffer.from(raw.body).toString().slice(0, 300)}: ${status} ${text}`)
    return reply
  }

  get answered(): number {
    return [...this.byStatus.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Sends the same request so many times, as fast as it can; returns how many were right by status. */
  async flood(key: Key, request: Unsigned, { times, right }: { times: number; right: readonly number[] }): Promise<Map<number, number>> {
    const found = new Map<number, number>()
    await each(times, 32, async () => {
      const { status } = await this.ask(key, request, right)
      found.set(status, (found.get(status) ?? 0) + 1)
    })
    return found
  }
}
