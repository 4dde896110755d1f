/** What became of a replacement of the master key. */
export type KeyReplacement = 'replaced' | 'as before' | 'unknown'

/** Keys that the data may have, at most. Only replacements with an unknown outcome add one. */
const MOST = 8

/**
 * The master keys that the data of a server with workers may have, as its supervisor knows them: in its memory only. A worker says which key will replace the
 * present one before it commits that, and then what became of it. So a worker that is started at any moment, even after the one that replaced the key was
 * killed, is handed the right key among them. `By` is a worker.
 */
export class MasterKeys<By> {
  /** In base64. More than one only where it is not known whether a commit happened. */
  #present: readonly string[]
  #next: { readonly by: By; readonly key: string } | undefined

  constructor(present: string) {
    this.#present = [present]
  }

  /** The data has one of these. */
  get all(): readonly string[] {
    return this.#next === undefined ? this.#present : [...this.#present, this.#next.key]
  }

  /** A worker is about to replace the present key. Returns false where it must not: another one is, or too much is unknown. */
  begin(by: By, key: string): boolean {
    if (this.#next !== undefined || this.#present.length >= MOST) return false
    this.#next = { by, key }
    return true
  }

  /** What became of the replacement that a worker has begun. Returns the new key if it is the present one now. */
  end(by: By, how: KeyReplacement): string | undefined {
    if (this.#next?.by !== by) return undefined
    const { key } = this.#next
    this.#next = undefined
    if (how === 'replaced') this.#present = [key]
    else if (how === 'unknown') this.#present = [...this.#present, key]
    return how === 'replaced' ? key : undefined
  }
}
