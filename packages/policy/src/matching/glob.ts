/**
 * Patterns with `*` (any run, including the empty one) and `?` (exactly one character), matched without backtracking: the pattern is split at its
 * stars, the first and last piece are anchored, and each piece between is matched at its leftmost position, which is always a right choice.
 *
 * Cost: every character of the text is read a constant number of times. Pieces without `?` are found by Knuth-Morris-Pratt, so a pattern of m and a
 * text of n characters cost at most 3n + m comparisons. A piece of length k with `?` is found by Shift-And: one read per position, and one machine
 * word of work per 32 characters of the piece. A character is a UTF-16 code unit; `?` matches half of a character outside the basic plane, because no
 * public source says otherwise. The search is metered (`spend`) per piece, not per character.
 */

import { spend } from '../work/meter.js'

/**
 * A compiled pattern. `literal` is all `head`; it has the fields of `edges`, because almost every pattern is one of the two and objects of one shape
 * are read faster.
 */
export type Glob =
  | { readonly kind: 'literal'; readonly head: string; readonly tail: '' }
  | { readonly kind: 'edges'; readonly head: string; readonly tail: string }
  | { readonly kind: 'fixed'; readonly piece: Piece }
  | { readonly kind: 'starred'; readonly head: Piece; readonly middle: readonly MiddlePiece[]; readonly tail: Piece }

/** The tokens of a pattern; the characters of a text stand for themselves, including `*` and `?`. */
export type GlobToken = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'run' } | { readonly kind: 'one' }

interface Piece {
  readonly text: string
  /** Indexes at which any character matches. Absent if there are none. */
  readonly open?: ReadonlySet<number>
}

/** A piece between stars. Its search table is built on first use, which most pieces never reach: their pattern differs before them. */
class MiddlePiece implements Piece {
  readonly text: string
  readonly open?: ReadonlySet<number>
  #fallback: readonly number[] | undefined
  #masks: Masks | undefined

  constructor({ text, open }: Piece) {
    this.text = text
    if (open !== undefined) this.open = open
  }

  /** The index of the first match, or -1. */
  find(text: Characters, range: Range): number {
    if (this.open === undefined) {
      this.#fallback ??= fallbacks(this.text)
      return findPlain(this.text, this.#fallback, { text, ...range })
    }
    this.#masks ??= masksOf(this.text, this.open)
    return findMasked(this.text.length - 1, this.#masks, { text, ...range })
  }
}

/** For each character of a piece with `?`, the indexes of the piece that it matches, as bits; `other` is for characters that are not in the piece. */
interface Masks {
  readonly named: ReadonlyMap<number, Uint32Array>
  readonly other: Uint32Array
}

/** The part of a string that the matcher reads; a test counts the reads through it. */
export interface Characters {
  readonly length: number
  charCodeAt(index: number): number
}

const RUN: GlobToken = { kind: 'run' }
const ONE: GlobToken = { kind: 'one' }

/** A pattern without wildcards. */
export function literalGlob(text: string): Glob {
  return { kind: 'literal', head: text, tail: '' }
}

/** Compiles a pattern in which every `*` and `?` is a wildcard. Accepts every pattern. */
export function compileGlob(pattern: string): Glob {
  // Almost every pattern has no wildcard or one star: these need no tokens.
  const one = pattern.includes('?')
  const star = pattern.indexOf('*')
  if (!one && star < 0) return literalGlob(pattern)
  if (!one && star === pattern.lastIndexOf('*')) return { kind: 'edges', head: pattern.slice(0, star), tail: pattern.slice(star + 1) }
  const tokens = pattern.split(/([*?])/).map((text): GlobToken => (text === '*' ? RUN : text === '?' ? ONE : { kind: 'text', text }))
  return globOf(tokens)
}

/** Compiles a pattern given as tokens. */
export function globOf(tokens: readonly GlobToken[]): Glob {
  const pieces = piecesOf(tokens)
  const head = pieces[0] ?? { text: '' }
  const tail = pieces.at(-1) ?? head
  if (pieces.length === 1) return head.open === undefined ? { kind: 'literal', head: head.text, tail: '' } : { kind: 'fixed', piece: head }
  const middle = pieces.slice(1, -1).filter(({ text }) => text !== '')
  if (middle.length === 0 && head.open === undefined && tail.open === undefined) return { kind: 'edges', head: head.text, tail: tail.text }
  return { kind: 'starred', head, middle: middle.map((piece) => new MiddlePiece(piece)), tail }
}

function piecesOf(tokens: readonly GlobToken[]): Piece[] {
  const pieces: Piece[] = []
  let text = ''
  let open = new Set<number>()
  for (const token of [...tokens, RUN]) {
    if (token.kind === 'text') text += token.text
    else if (token.kind === 'one') {
      open.add(text.length)
      text += '?'
    } else {
      pieces.push(open.size > 0 ? { text, open } : { text })
      text = ''
      open = new Set()
    }
  }
  return pieces
}

/** Whether the whole text matches the pattern. */
export function matchesGlob(glob: Glob, text: string): boolean {
  if (glob.kind === 'literal') return glob.head === text
  if (glob.kind !== 'edges') return matchesPieces(glob, text)
  const { head, tail } = glob
  return text.length >= head.length + tail.length && (head === '' || text.startsWith(head)) && (tail === '' || text.endsWith(tail))
}

/** `matchesGlob` for patterns with wildcards, over anything that can be read like a string. */
export function matchesPieces(glob: Exclude<Glob, { kind: 'literal' }>, text: Characters): boolean {
  if (glob.kind === 'fixed') return text.length === glob.piece.text.length && matchesAt(glob.piece, text, 0)
  const { head, middle, tail } = glob.kind === 'starred' ? glob : { head: { text: glob.head }, middle: [], tail: { text: glob.tail } }
  const end = text.length - tail.text.length
  let from = head.text.length
  if (from > end || !matchesAt(head, text, 0) || !matchesAt(tail, text, end)) return false
  for (const piece of middle) {
    const at = piece.find(text, { from, end })
    if (at < 0) return false
    from = at + piece.text.length
  }
  return true
}

/** Whether the part of a pattern before its first `*` matches the text at an index. Always false for patterns without a `*`. */
export function matchesHead(glob: Glob, text: string, at: number): boolean {
  if (glob.kind === 'edges') {
    spend(1 + 2 * glob.head.length)
    return text.startsWith(glob.head, at)
  }
  return glob.kind === 'starred' && text.length >= at + glob.head.text.length && matchesAt(glob.head, text, at)
}

/** The length of every text that a pattern without a `*` matches; undefined if there is a `*`. */
export function fixedLength(glob: Glob): number | undefined {
  if (glob.kind === 'literal') return glob.head.length
  return glob.kind === 'fixed' ? glob.piece.text.length : undefined
}

function matchesAt(piece: Piece, text: Characters, at: number): boolean {
  spend(piece.text.length)
  for (let i = 0; i < piece.text.length; i++) {
    if (text.charCodeAt(at + i) !== piece.text.charCodeAt(i) && !piece.open?.has(i)) return false
  }
  return true
}

/**
 * Work units per character that is read at most three times, and per character that is looked up in the masks, in addition to each word of its mask.
 */
const SEARCHED = 3
const MASKED = 3
/** Work units for beginning such a search. */
const MASKED_OWN = 20

interface Range {
  readonly from: number
  readonly end: number
}

/** Shift-And (Baeza-Yates, Gonnet 1992): bit i of the state means that the last i + 1 characters match the beginning of the piece. */
function findMasked(last: number, { named, other }: Masks, { text, from, end }: Range & { readonly text: Characters }): number {
  const state = new Uint32Array(other.length)
  const cost = MASKED + other.length
  spend(MASKED_OWN + cost * (end - from))
  for (let at = from; at < end; at++) {
    const mask = named.get(text.charCodeAt(at)) ?? other
    let carry = 1
    for (let word = 0; word < state.length; word++) {
      const before = state[word] ?? 0
      state[word] = ((before << 1) | carry) & (mask[word] ?? 0)
      carry = before >>> 31
    }
    if (((state[last >>> 5] ?? 0) & (1 << (last & 31))) !== 0) {
      // The whole range was charged, but not all of it was read.
      spend(cost * (at + 1 - end))
      return at - last
    }
  }
  return -1
}

function findPlain(wanted: string, fallback: readonly number[], { text, from, end }: Range & { readonly text: Characters }): number {
  let matched = 0
  spend(SEARCHED * (end - from))
  for (let at = from; at < end; at++) {
    while (matched > 0 && text.charCodeAt(at) !== wanted.charCodeAt(matched)) matched = fallback[matched - 1] ?? 0
    if (text.charCodeAt(at) === wanted.charCodeAt(matched)) matched++
    if (matched === wanted.length) {
      spend(SEARCHED * (at + 1 - end))
      return at + 1 - matched
    }
  }
  return -1
}

function masksOf(text: string, open: ReadonlySet<number>): Masks {
  const other = new Uint32Array(Math.ceil(text.length / 32))
  for (const at of open) setBit(other, at)
  const named = new Map<number, Uint32Array>()
  for (let at = 0; at < text.length; at++) {
    if (open.has(at)) continue
    const code = text.charCodeAt(at)
    const mask = named.get(code) ?? other.slice()
    setBit(mask, at)
    named.set(code, mask)
  }
  return { named, other }
}

function setBit(words: Uint32Array, at: number): void {
  words[at >>> 5] = (words[at >>> 5] ?? 0) | (1 << (at & 31))
}

/** For each length of a matched beginning, how much of it remains after a mismatch (Knuth-Morris-Pratt). */
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
