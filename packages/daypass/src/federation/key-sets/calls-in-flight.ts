/**
 * The calls that run at the same time, by account. An account may have as many as it leaves free: one whose providers never answer stops none of another
 * account.
 */
export class CallsInFlight {
  readonly #most: number
  readonly #running = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** Counts a call, and returns true; false where the account may have no other now. */
  begin(account: string): boolean {
    const running = [...this.#running.values()].reduce((sum, count) => sum + count, 0)
    const own = this.#running.get(account) ?? 0
    if (own >= this.#most - running) return false
    this.#running.set(account, own + 1)
    return true
  }

  /** The end of a call that {@link begin} counted. */
  end(account: string): void {
    const left = (this.#running.get(account) ?? 0) - 1
    if (left > 0) this.#running.set(account, left)
    else this.#running.delete(account)
  }
}
