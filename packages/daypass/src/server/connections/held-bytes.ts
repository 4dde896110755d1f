/** How many bytes are held for clients who have not shown yet who they are, all together. */
export class HeldBytes {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  /** Takes a part of what is left; false, and nothing is taken, when less is left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false
    this.#left -= bytes
    return true
  }

  give(bytes: number): void {
    this.#left += bytes
  }
}
