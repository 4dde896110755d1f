import { addressKey } from './address-key.js'
import { HeldBytes, type HeldMost } from './held-bytes.js'

/** An answer that its client has not taken yet. */
export interface Unread {
  readonly bytes: number
  /** Who asked; as node or a trusted proxy gives it. */
  readonly sourceIp: string
  /** Called when it has to make room for another. */
  readonly giveUp: () => void
}

interface Kept extends Unread {
  readonly address: string
}

/**
 * The memory of answers that clients have not taken yet. When there is too much of it, those make room whose clients have taken nothing for longest: of the
 * same address, where that has more than its share. So whoever asks and does not read keeps answers from nobody else.
 */
export class UnreadAnswers {
  readonly #room: HeldBytes
  /** Who took nothing for longest stands first. */
  readonly #kept = new Set<Kept>()

  constructor(most: HeldMost) {
    this.#room = new HeldBytes(most)
  }

  /** Counts an answer until `settle` is called with what this returns. One that is larger than all the room there is is given up at once. */
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

  /** Its client has taken some of it. */
  moved(kept: object): void {
    if (this.#kept.delete(kept as Kept)) this.#kept.add(kept as Kept)
  }

  /** It is not kept any more. */
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
