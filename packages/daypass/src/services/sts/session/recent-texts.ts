/** The texts that were added last, up to a number. Only short ones are kept, so the size in bytes is bounded. The oldest one is removed first. */
export class RecentTexts {
  readonly #texts = new Set<string>()
  readonly #most: number
  readonly #longest: number

  /** Keeps up to `most` texts of at most `longest` characters; a longer text is not kept. */
  constructor(most: number, longest: number) {
    this.#most = most
    this.#longest = longest
  }

  has(text: string): boolean {
    return this.#texts.has(text)
  }

  add(text: string): void {
    if (text.length > this.#longest) return
    // A copy: a substring of a request would keep the whole request in memory.
    this.#texts.add(Buffer.from(text).toString())
    for (const first of this.#texts) {
      if (this.#texts.size <= this.#most) return
      this.#texts.delete(first)
    }
  }
}
