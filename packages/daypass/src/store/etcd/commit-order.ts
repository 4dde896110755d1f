import { inRange } from '../key-order.js'
import type { Commit, ExpectRange } from '../store.js'

/** A commit on its way, or waiting for its turn. */
interface Passing {
  readonly expects: ReadonlySet<string>
  readonly ranges: readonly ExpectRange[]
  readonly writes: ReadonlySet<string>
  readonly done: Promise<void>
}

/**
 * Lets commits of this node that touch the same keys go to etcd one after another, in the order in which they were made: the second would only find out there
 * that the first has won. Others go at once.
 */
export class CommitOrder {
  readonly #passing = new Set<Passing>()

  /** Runs `send` after all earlier commits that this one depends on. */
  async inTurn<T>(commit: Commit, send: () => Promise<T>): Promise<T> {
    let end = (): void => {}
    const done = new Promise<void>((resolve) => {
      end = resolve
    })
    const own: Passing = {
      expects: new Set(commit.expect.map(({ key }) => key)),
      ranges: commit.expectRanges ?? [],
      writes: new Set([...commit.put.map(({ key }) => key), ...commit.del]),
      done,
    }
    const before = [...this.#passing].filter((earlier) => touches(earlier, own) || touches(own, earlier)).map((earlier) => earlier.done)
    this.#passing.add(own)
    try {
      if (before.length > 0) await Promise.all(before)
      return await send()
    } finally {
      this.#passing.delete(own)
      end()
    }
  }
}

/** Whether one writes what the other relies on or writes. */
function touches({ writes }: Passing, other: Passing): boolean {
  for (const key of writes) {
    if (other.expects.has(key) || other.writes.has(key)) return true
    if (other.ranges.some(({ start, end }) => inRange(key, start, end))) return true
  }
  return false
}
