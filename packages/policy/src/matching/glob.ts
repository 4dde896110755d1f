/**
 * Patterns with `*` (any run, also empty) and `?` (exactly one character), matched without backtracking: the pattern is cut at its stars, the
 * first and last piece are anchored, the ones between are each found at their leftmost place, which is always a right choice.
 *
 * Cost: pieces without `?` are found by Knuth-Morris-Pratt, so a pattern of m and a text of n characters cost at most 3n + m comparisons. A piece
 * with `?` of length k is searched naively, at most k comparisons per place; the whole is then bounded by n * m, reached only with `?`.
 * A character is a UTF-16 code unit; `?` is half of a character outside the basic plane, as nothing public says otherwise.
 */

/** A pattern, cut and prepared once. Plain data. */
export type Glob =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'fixed'; readonly piece: Piece }
  | { readonly kind: 'starred'; readonly head: Piece; readonly middle: readonly Piece[]; readonly tail: Piece }

interface Piece {
  readonly text: string
  /** Per length of a matched beginning, how much of it survives a mismatch (Knuth-Morris-Pratt). Absent when the piece holds a `?`. */
  readonly fallback?: readonly number[]
}

/** The part of a string the matcher reads; a test counts the reads through it. */
export interface Characters {
  readonly length: number
  charCodeAt(index: number): number
}

const ANY_ONE = 0x3f

/** Cuts a pattern. No pattern is refused. */
export function compileGlob(pattern: string): Glob {
  const pieces = pattern.split('*')
  const first = pieces[0] ?? ''
  if (pieces.length === 1) {
    return first.includes('?') ? { kind: 'fixed', piece: { text: first } } : { kind: 'literal', text: first }
  }
  return {
    kind: 'starred',
    head: { text: first },
    middle: pieces.slice(1, -1).filter(isNotEmpty).map(searchable),
    tail: { text: pieces.at(-1) ?? '' },
  }
}

/** Whether the whole text fits the pattern. */
export function matchesGlob(glob: Glob, text: string): boolean {
  return glob.kind === 'literal' ? glob.text === text : matchesPieces(glob, text)
}

/** `matchesGlob` for patterns with wildcards, over anything that can be read like a string. */
export function matchesPieces(glob: Exclude<Glob, { kind: 'literal' }>, text: Characters): boolean {
  if (glob.kind === 'fixed') return text.length === glob.piece.text.length && fitsAt(glob.piece, text, 0)
  const end = text.length - glob.tail.text.length
  let from = glob.head.text.length
  if (from > end || !fitsAt(glob.head, text, 0) || !fitsAt(glob.tail, text, end)) return false
  for (const piece of glob.middle) {
    const at = find(piece, text, { from, end })
    if (at < 0) return false
    from = at + piece.text.length
  }
  return true
}

function isNotEmpty(text: string): boolean {
  return text !== ''
}

function fitsAt(piece: Piece, text: Characters, at: number): boolean {
  for (let i = 0; i < piece.text.length; i++) {
    const wanted = piece.text.charCodeAt(i)
    if (wanted !== ANY_ONE && text.charCodeAt(at + i) !== wanted) return false
  }
  return true
}

interface Range {
  readonly from: number
  readonly end: number
}

function find(piece: Piece, text: Characters, range: Range): number {
  return piece.fallback ? findPlain(piece.text, piece.fallback, { text, ...range }) : findNaive(piece, text, range)
}

function findNaive(piece: Piece, text: Characters, { from, end }: Range): number {
  for (let at = from; at + piece.text.length <= end; at++) {
    if (fitsAt(piece, text, at)) return at
  }
  return -1
}

function findPlain(wanted: string, fallback: readonly number[], { text, from, end }: Range & { readonly text: Characters }): number {
  let matched = 0
  for (let at = from; at < end; at++) {
    while (matched > 0 && text.charCodeAt(at) !== wanted.charCodeAt(matched)) matched = fallback[matched - 1] ?? 0
    if (text.charCodeAt(at) === wanted.charCodeAt(matched)) matched++
    if (matched === wanted.length) return at + 1 - matched
  }
  return -1
}

function searchable(text: string): Piece {
  return text.includes('?') ? { text } : { text, fallback: fallbacks(text) }
}

function fallbacks(text: string): number[] {
  const table = [0]
  let kept = 0
  for (let at = 1; at < text.length; at++) {
    while (kept > 0 && text.charCodeAt(at) !== text.charCodeAt(kept)) kept = table[kept - 1] ?? 0
    if (text.charCodeAt(at) === text.charCodeAt(kept)) kept++
    table.push(kept)
  }
  return table
}
