import type { MetaSnapshot } from './meta-pages.js'
import { readU64 } from './page.js'
import type { Walk } from './walk.js'

/** Which pages are free according to the list of free pages. */
export class FreePages {
  readonly free: Uint8Array
  count = 0

  constructor(snapshot: MetaSnapshot) {
    this.free = new Uint8Array(snapshot.lastPage + 1)
  }

  /**
   * Reads one record: the number of values that follow, then page numbers, each alone or after the negative length of the run that it begins; 0 is a
   * gap (midl.c of the lmdb package). Returns the problem, if there is one.
   */
  add(bytes: Buffer): string | undefined {
    const length = bytes.length < 8 ? Number.NaN : readU64(bytes, 0)
    if (!(length * 8 + 8 <= bytes.length)) return 'a list of free pages is cut short'
    for (let i = 1; i <= length; i++) {
      const entry = bytes.readBigInt64LE(8 * i)
      if (entry === 0n) continue
      const run = entry < 0n ? Number(-entry) : 1
      if (entry < 0n) i += 1
      if (i > length) return 'a list of free pages is cut short'
      const problem = this.#take(readU64(bytes, 8 * i), run)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  #take(page: number, run: number): string | undefined {
    if (page < 2 || page + run > this.free.length) return `the list of free pages has page ${page + run - 1}, which cannot be free`
    for (let i = page; i < page + run; i++) {
      if (this.free[i] === 1) return `page ${i} is free twice`
      this.free[i] = 1
      this.count += 1
    }
    return undefined
  }

  /** Compares the free pages with those in use: a page that is both would be overwritten. */
  compare(walk: Walk, pagesInFile: number): void {
    for (let i = 2; i < this.free.length && !walk.isHopeless; i++) {
      if (this.free[i] === 1 && walk.used[i] === 1) walk.fault(`page ${i} is in use and in the list of free pages`)
      if (this.free[i] === 0 && i >= pagesInFile) walk.fault(`the file ends before page ${i}: it was cut off`)
    }
  }
}
