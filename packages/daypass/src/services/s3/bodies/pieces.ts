import type { PartRun } from '../../../directory/s3/upload.js'
import type { FileRange } from '../files/pieces.js'

/** Bytes of one part: `length` bytes from `start` of the part with this number. */
export interface Piece extends FileRange {
  readonly number: number
  /** Bytes of the whole part. */
  readonly size: number
}

/** The pieces of parts that make up a range of an object, in order. Its cost depends on the runs before the range, and on the pieces. */
export function* piecesOf(runs: readonly PartRun[], { start, length }: FileRange): Generator<Piece> {
  const end = start + length
  let from = 0
  for (const [first, count, size] of runs) {
    const skipped = size === 0 ? count : Math.min(count, Math.max(0, Math.floor((start - from) / size)))
    for (let at = skipped; at < count; at++) {
      const begins = from + at * size
      if (begins >= end) return
      const cut = Math.max(0, start - begins)
      yield { number: first + at, size, start: cut, length: Math.min(size, end - begins) - cut }
    }
    from += count * size
  }
}

/** Where the part at a position lies in its object, from 1 on; undefined when there are fewer. */
export function rangeOfPart(runs: readonly PartRun[], position: number): FileRange | undefined {
  let before = 0
  let from = 0
  for (const [, count, size] of runs) {
    if (position <= before + count) return { start: from + (position - before - 1) * size, length: size }
    before += count
    from += count * size
  }
  return undefined
}

/** Parts in order as runs: those with consecutive numbers and one size are one. */
export function runsOf(parts: Iterable<{ readonly number: number; readonly size: number }>): PartRun[] {
  const runs: [number, number, number][] = []
  for (const { number, size } of parts) {
    const last = runs.at(-1)
    if (last !== undefined && last[2] === size && number === last[0] + last[1]) last[1] += 1
    else runs.push([number, 1, size])
  }
  return runs
}
