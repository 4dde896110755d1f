/** The texts that were added last, as many as there is room for: short ones only, so that this is a bound in bytes. The one added first goes first. */
export class RecentTexts {
  readonly #texts = new Set<string>()
  readonly #most: number
  readonly #longest: number

  /** `most` texts of at most `longest` characters; a longer one is not kept. */
  constructor(most: number, longest: number) {
    this.#most = most
    this.#longest = longest
  }

  has(text: string): boolean {
    return this.#texts.has(text)
  }

  add(text: string): void {
    if (text.length > this.#longest) return
    // A copy: a text cut out of a request would keep the whole of that request.
    this.#texts.add(Buffer.from(text).toString())
    for (const first of this.#texts) {
      if (this.#texts.size <= this.#most) return
      this.#texts.delete(first)
    }
  }
}
