import { addressKey } from './address-key.js'
import { HeldBytes, type HeldMost } from './held-bytes.js'

/** An answer that its client has not taken yet. */
export interface Unread {
  readonly bytes: number
  /** The client, in the form of node or a trusted proxy. */
  readonly sourceIp: string
  /** Called when it must make room for another. */
  readonly giveUp: () => void
}

interface Kept extends Unread {
  readonly address: string
}

/**
 * Counts the memory of answers that clients have not taken yet. At the limit, the answers whose clients have taken nothing for longest are dropped,
 * first those of the same address if it has more than its share. So a client that does not read its answers does not keep answers from others.
 */
export class UnreadAnswers {
  readonly #room: HeldBytes
  /** The client that has taken nothing for longest is first. */
  readonly #kept = new Set<Kept>()

  constructor(most: HeldMost) {
    this.#room = new HeldBytes(most)
  }

  /** Counts an answer until `settle` is called with the returned object. An answer larger than the whole limit is dropped at once. */
  keep(unread: Unread): object {
    const kept = { ...unread, address: addressKey(unread.sourceIp) }
    while (!this.#room.take(kept.bytes, kept.address)) {
      const quietest = this.#quietest(this.#room.isBeyondShare(kept.bytes, kept.address) ? kept.address : undefined)
      if (quietest === undefined) {
        kept.giveUp()
        return kept
      }
      this.settle(quietest)
      quietest.giveUp()
    }
    this.#kept.add(kept)
    return kept
  }

  /** The client has taken part of it. */
  moved(kept: object): void {
    if (this.#kept.delete(kept as Kept)) this.#kept.add(kept as Kept)
  }

  /** The answer is no longer in memory. */
  settle(kept: object): void {
    if (!this.#kept.delete(kept as Kept)) return
    const { bytes, address } = kept as Kept
    this.#room.give(bytes, address)
  }

  #quietest(address: string | undefined): Kept | undefined {
    for (const kept of this.#kept) if (address === undefined || kept.address === address) return kept
    return undefined
  }
}
