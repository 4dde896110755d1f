/**
 * Patterns with `*` (any run, including the empty one) and `?` (exactly one character), matched without backtracking: the pattern is split at its
 * stars, the first and last piece are anchored, and each piece between is matched at its leftmost position, which is always a right choice.
 *
 * Cost: a piece is first tried at one position after the other, which is fast for almost every text. A short piece is never tried otherwise; once the
 * characters that were compared for nothing exceed the length of a longer one, the rest of the text is searched by Knuth-Morris-Pratt, or by Shift-And if
 * the piece has `?`: one read per position, and one machine word of work per 32 characters of the piece. The table for that is made for the one search
 * and not kept: a compiled pattern is its texts and no more, because thousands of them are kept. So every character of the text is read a constant
 * number of times; without short pieces, a pattern of m and a text of n characters cost at most 3n + m reads. A character is a UTF-16 code unit;
 * `?` matches half of a character outside the basic plane, because no public source says otherwise. The search is metered (`spend`) per piece, not per
 * character.
 */
import { spend } from '../work/meter.js'

/**
 * A compiled pattern. `literal` is all `head`; it has the fields of `edges`, because almost every pattern is one of the two and objects of one shape
 * are read faster.
 */
export type Glob =
  | { readonly kind: 'literal'; readonly head: string; readonly tail: '' }
  | { readonly kind: 'edges'; readonly head: string; readonly tail: string }
  | { readonly kind: 'fixed'; readonly piece: OpenPiece }
  | { readonly kind: 'starred'; readonly head: Piece; readonly middle: readonly Piece[]; readonly tail: Piece }

/** The tokens of a pattern; the characters of a text stand for themselves, including `*` and `?`. */
export type GlobToken = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'run' } | { readonly kind: 'one' }

/** What is between two stars. A text without wildcards is kept as it is. */
type Piece = string | OpenPiece

/** A piece with wildcards. */
interface OpenPiece {
  /** With a `?` where any character matches. */
  readonly text: string
  /** The indexes of these; undefined if every `?` of the text is one. */
  readonly open: ReadonlySet<number> | undefined
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

/** Many patterns have these, which are therefore kept once. */
const ANYTHING: Glob = { kind: 'edges', head: '', tail: '' }
const ANY_CHARACTER: OpenPiece = { text: '?', open: undefined }
const NO_PIECES: readonly Piece[] = []

/** A pattern without wildcards. */
export function literalGlob(text: string): Glob {
  return { kind: 'literal', head: text, tail: '' }
}

/** Compiles a pattern in which every `*` and `?` is a wildcard. Accepts every pattern. */
export function compileGlob(pattern: string): Glob {
  // Almost every pattern has no wildcard or one star: these need no pieces.
  const one = pattern.includes('?')
  const star = pattern.indexOf('*')
  if (!one && star < 0) return literalGlob(pattern)
  if (!one && star === pattern.lastIndexOf('*'))
    return pattern.length === 1 ? ANYTHING : { kind: 'edges', head: pattern.slice(0, star), tail: pattern.slice(star + 1) }
  return globOfPieces(pattern.split('*').map((text) => (text.includes('?') ? openPiece(text) : text)))
}

const openPiece = (text: string): OpenPiece => (text === '?' ? ANY_CHARACTER : { text, open: undefined })

/** Compiles a pattern given as tokens. */
export function globOf(tokens: readonly GlobToken[]): Glob {
  return globOfPieces(piecesOf(tokens))
}

function globOfPieces(pieces: readonly Piece[]): Glob {
  const head = pieces[0] ?? ''
  const tail = pieces.at(-1) ?? head
  if (pieces.length === 1) return typeof head === 'string' ? literalGlob(head) : { kind: 'fixed', piece: head }
  const middle = pieces.slice(1, -1).filter((piece) => piece !== '')
  if (middle.length === 0 && typeof head === 'string' && typeof tail === 'string') return { kind: 'edges', head, tail }
  return { kind: 'starred', head, middle: middle.length === 0 ? NO_PIECES : middle, tail }
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
      pieces.push(open.size > 0 ? { text, open } : text)
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
  const { head, tail } = glob
  const end = text.length - lengthOf(tail)
  let from = lengthOf(head)
  if (from > end || !matchesAt(head, text, 0) || !matchesAt(tail, text, end)) return false
  if (glob.kind === 'edges') return true
  for (const piece of glob.middle) {
    const at = find(piece, text, { from, end })
    if (at < 0) return false
    from = at + lengthOf(piece)
  }
  return true
}

const lengthOf = (piece: Piece): number => (typeof piece === 'string' ? piece.length : piece.text.length)

/** Whether the part of a pattern before its first `*` matches the text at an index. Always false for patterns without a `*`. */
export function matchesHead(glob: Glob, text: string, at: number): boolean {
  if (glob.kind === 'edges') {
    spend(1 + 2 * glob.head.length)
    return text.startsWith(glob.head, at)
  }
  return glob.kind === 'starred' && text.length >= at + lengthOf(glob.head) && matchesAt(glob.head, text, at)
}

/** The length of every text that a pattern without a `*` matches; undefined if there is a `*`. */
export function fixedLength(glob: Glob): number | undefined {
  if (glob.kind === 'literal') return glob.head.length
  return glob.kind === 'fixed' ? glob.piece.text.length : undefined
}

function matchesAt(piece: Piece, text: Characters, at: number): boolean {
  const wanted = typeof piece === 'string' ? piece : piece.text
  spend(wanted.length)
  for (let i = 0; i < wanted.length; i++) {
    if (text.charCodeAt(at + i) !== wanted.charCodeAt(i) && !isOpen(piece, i)) return false
  }
  return true
}

const QUESTION_MARK = 0x3f

/** Whether any character matches at this index of a piece. */
function isOpen(piece: Piece, at: number): boolean {
  if (typeof piece === 'string') return false
  return piece.open === undefined ? piece.text.charCodeAt(at) === QUESTION_MARK : piece.open.has(at)
}

/** Work units for beginning a search, and for each character that is read, in addition to each word of its mask. */
const SEARCH = 20
const SEARCHED = 3
/** The length up to which a piece is tried at every position. */
const SHORT = 8

interface Range {
  readonly from: number
  readonly end: number
}

/** The index of the first match of a piece, or -1. */
function find(piece: Piece, text: Characters, { from, end }: Range): number {
  if (piece === ANY_CHARACTER) return from < end ? from : -1
  const wanted = typeof piece === 'string' ? piece : piece.text
  const last = end - wanted.length
  const most = wanted.length <= SHORT ? Number.POSITIVE_INFINITY : wanted.length
  // A piece often begins with `?`, which needs no comparison.
  let first = 0
  while (first < wanted.length && isOpen(piece, first)) first++
  let wasted = 0
  let at = from
  spend(SEARCH + first)
  for (; at <= last && wasted <= most; at++) {
    let matched = first
    while (matched < wanted.length && (text.charCodeAt(at + matched) === wanted.charCodeAt(matched) || isOpen(piece, matched))) matched++
    if (matched === wanted.length) break
    wasted += matched - first
  }
  spend(SEARCHED * Math.max(0, at - from) + wasted)
  if (at > last) return -1
  if (wasted > most)
    return typeof piece === 'string' ? findPlain(piece, text, { from: at, end }) : findMasked(piece, text, { from: at, end })
  return at
}

/** Shift-And (Baeza-Yates, Gonnet 1992): bit i of the state means that the last i + 1 characters match the beginning of the piece. */
function findMasked(piece: OpenPiece, text: Characters, { from, end }: Range): number {
  const { named, other } = masksOf(piece, text, { from, end })
  const last = piece.text.length - 1
  const state = new Uint32Array(other.length)
  const cost = SEARCHED + other.length
  spend(cost * (end - from))
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

/** Knuth-Morris-Pratt. */
function findPlain(wanted: string, text: Characters, { from, end }: Range): number {
  spend(SEARCHED * (end - from + wanted.length))
  const fallback = fallbacks(wanted)
  let matched = 0
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

/** Long masks are made for the characters that are in the text, too, and no others. */
function masksOf(piece: OpenPiece, text: Characters, { from, end }: Range): Masks {
  const { length } = piece.text
  spend(SEARCHED * length)
  const other = new Uint32Array(Math.ceil(length / BITS))
  const asked = other.length > 1 ? charactersOf(text, { from, end }) : undefined
  if (asked !== undefined) spend(end - from + asked.size * other.length)
  for (let at = 0; at < length; at++) if (isOpen(piece, at)) setBit(other, at)
  const named = new Map<number, Uint32Array>()
  for (let at = 0; at < length; at++) {
    const code = piece.text.charCodeAt(at)
    if (isOpen(piece, at) || asked?.has(code) === false) continue
    const mask = named.get(code) ?? other.slice()
    setBit(mask, at)
    named.set(code, mask)
  }
  return { named, other }
}

function charactersOf(text: Characters, { from, end }: Range): ReadonlySet<number> {
  const found = new Set<number>()
  for (let at = from; at < end; at++) found.add(text.charCodeAt(at))
  return found
}

const BITS = 32

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
