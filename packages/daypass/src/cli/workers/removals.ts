/** A worker that can be asked to let go of the parts of an upload. */
interface Asked {
  letGo(upload: string): void
}

/** Which workers may still read the parts of an upload that one of them wants to remove. */
export class Removals<W extends Asked> {
  readonly #asking = new Map<string, { readonly waiting: Set<W>; readonly tell: (() => void)[] }>()

  /** Asks the others, and calls `then` once none of them reads the parts any more. */
  ask(upload: string, others: Iterable<W>, then: () => void): void {
    const underWay = this.#asking.get(upload)
    if (underWay !== undefined) return void underWay.tell.push(then)
    const waiting = new Set(others)
    this.#asking.set(upload, { waiting, tell: [then] })
    for (const other of waiting) other.letGo(upload)
    this.#settle(upload)
  }

  /** A worker does not read them any more. */
  unread(upload: string, by: W): void {
    this.#asking.get(upload)?.waiting.delete(by)
    this.#settle(upload)
  }

  /** A worker that has ended reads nothing. */
  ended(worker: W): void {
    for (const upload of [...this.#asking.keys()]) this.unread(upload, worker)
  }

  #settle(upload: string): void {
    const asking = this.#asking.get(upload)
    if (asking === undefined || asking.waiting.size > 0) return
    this.#asking.delete(upload)
    for (const tell of asking.tell) tell()
  }
}
