/** How many bytes may be held: for all clients together, and for each address. */
export interface HeldMost {
  readonly all: number
  readonly perAddress: number
}

/** Counts bytes held in memory for clients. No address gets more than its share, so that some are left for the others. */
export class HeldBytes {
  #left: number
  readonly #perAddress: number
  readonly #byAddress = new Map<string, number>()

  constructor(most: HeldMost) {
    this.#left = most.all
    this.#perAddress = most.perAddress
  }

  /** Takes some of the bytes that are left; false, and takes nothing, when there are not enough. Without an address only the total counts. */
  take(bytes: number, address?: string): boolean {
    if (bytes > this.#left || this.isBeyondShare(bytes, address)) return false
    this.#left -= bytes
    if (address !== undefined) this.#byAddress.set(address, this.#of(address) + bytes)
    return true
  }

  /** Returns bytes that were taken for the same address. */
  give(bytes: number, address?: string): void {
    this.#left += bytes
    if (address === undefined) return
    const held = this.#of(address) - bytes
    if (held > 0) this.#byAddress.set(address, held)
    else this.#byAddress.delete(address)
  }

  /** Whether the limit of the address is exceeded, and not that of all together. */
  isBeyondShare(bytes: number, address: string | undefined): boolean {
    return address !== undefined && this.#of(address) + bytes > this.#perAddress
  }

  #of(address: string): number {
    return this.#byAddress.get(address) ?? 0
  }
}
