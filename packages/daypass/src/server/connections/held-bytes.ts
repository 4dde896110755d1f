/** How many bytes may be held: for all clients together, and for each address. */
export interface HeldMost {
  readonly all: number
  readonly perAddress: number
}

/** Bytes that are held for clients. Nobody takes more than the share of one address, so that there is room for the others. */
export class HeldBytes {
  #left: number
  readonly #perAddress: number
  readonly #byAddress = new Map<string, number>()

  constructor(most: HeldMost) {
    this.#left = most.all
    this.#perAddress = most.perAddress
  }

  /** Takes a part of what is left; false, and nothing is taken, when less is left. Without an address only the total counts. */
  take(bytes: number, address?: string): boolean {
    if (bytes > this.#left || this.isBeyondShare(bytes, address)) return false
    this.#left -= bytes
    if (address !== undefined) this.#byAddress.set(address, this.#of(address) + bytes)
    return true
  }

  /** Gives back what was taken for the same address. */
  give(bytes: number, address?: string): void {
    this.#left += bytes
    if (address === undefined) return
    const held = this.#of(address) - bytes
    if (held > 0) this.#byAddress.set(address, held)
    else this.#byAddress.delete(address)
  }

  /** Whether it is the address that has too much, and not all of them together. */
  isBeyondShare(bytes: number, address: string | undefined): boolean {
    return address !== undefined && this.#of(address) + bytes > this.#perAddress
  }

  #of(address: string): number {
    return this.#byAddress.get(address) ?? 0
  }
}
