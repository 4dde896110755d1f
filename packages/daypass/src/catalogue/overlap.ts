/**
 * A piece of a pattern: one certain character, any one character, or any run of characters, including the empty one. A piece that stays `inPart` of
 * an ARN does not match a colon.
 */
export type PatternPiece =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'one' | 'run'; readonly inPart?: boolean }

const RUN: PatternPiece = { kind: 'run' }
const ONE: PatternPiece = { kind: 'one' }

const COLON = 0x3a

const VARIABLE = /\$\{[*?$]\}|\$\{[^{}$*?',]+(?:,[ \t]*'[^']*'[ \t]*)?\}|[*?]/g

/** The pieces of a pattern of a policy. A variable can have any value, so it is a run; `${*}`, `${?}` and `${$}` are those characters. */
export function policyPieces(text: string, variables: boolean): readonly PatternPiece[] {
  return cut(text, variables ? VARIABLE : /[*?]/g, (special) => {
    if (special === '*') return [RUN]
    if (special === '?') return [ONE]
    return special.length === 4 && '*?$'.includes(special.charAt(2)) ? literal(special.charAt(2)) : [RUN]
  })
}

/** The pieces of a format of the catalogue: `${Name}` is at least one character, `*` is any run. */
export function formatPieces(text: string): readonly PatternPiece[] {
  return cut(text, /\$\{[^}]*\}|\*/g, (special) => (special === '*' ? [RUN] : [ONE, RUN]))
}

/** The same pieces, limited to a part of an ARN. */
export const withinPart = (pieces: readonly PatternPiece[]): readonly PatternPiece[] =>
  pieces.map((piece) => (piece.kind === 'character' ? piece : { ...piece, inPart: true }))

/** The pieces of a text without special characters. */
export function literal(text: string): readonly PatternPiece[] {
  return Array.from({ length: text.length }, (_, at) => ({ kind: 'character', code: text.charCodeAt(at) }))
}

function cut(text: string, special: RegExp, read: (found: string) => readonly PatternPiece[]): readonly PatternPiece[] {
  const pieces: PatternPiece[] = []
  let from = 0
  for (const found of text.matchAll(special)) {
    pieces.push(...literal(text.slice(from, found.index)), ...read(found[0]))
    from = found.index + found[0].length
  }
  pieces.push(...literal(text.slice(from)))
  return pieces
}

/**
 * Whether some text matches both patterns. Both are walked together as automata: `places` are the positions in `b` that can be reached with the
 * pieces of `a` read so far. Costs at most the product of the lengths, and ends at the first piece after which nothing can follow.
 */
export function overlaps(a: readonly PatternPiece[], b: readonly PatternPiece[]): boolean {
  let places = skipRuns(
    Uint8Array.from({ length: b.length + 1 }, (_, place) => (place === 0 ? 1 : 0)),
    b,
  )
  for (const piece of a) {
    if (piece.kind === 'run') swallow(places, piece, b)
    else places = step(places, piece, b)
    if (!places.includes(1)) return false
  }
  return places[b.length] === 1
}

/** A run of `a` can match any rest of `b`; one that stays in its part only up to the next colon. */
function swallow(places: Uint8Array, run: PatternPiece, b: readonly PatternPiece[]): void {
  for (const [place, other] of b.entries()) if (places[place] === 1 && (other.kind === 'run' || agree(run, other))) places[place + 1] = 1
}

/** One character is read from both patterns at once. */
function step(places: Uint8Array, piece: PatternPiece, b: readonly PatternPiece[]): Uint8Array {
  const reached = new Uint8Array(places.length)
  for (const [place, other] of b.entries()) {
    if (places[place] === 0) continue
    if (other.kind === 'run' && agree(piece, other)) reached[place] = 1
    else if (other.kind !== 'run' && agree(piece, other)) reached[place + 1] = 1
  }
  return skipRuns(reached, b)
}

/** Whether one character can match both. */
function agree(one: PatternPiece, other: PatternPiece): boolean {
  if (one.kind !== 'character') return other.kind !== 'character' || other.code !== COLON || one.inPart !== true
  return other.kind === 'character' ? one.code === other.code : one.code !== COLON || other.inPart !== true
}

/** A run of `b` can be empty: whatever is before it is also after it. */
function skipRuns(places: Uint8Array, b: readonly PatternPiece[]): Uint8Array {
  for (const [place, piece] of b.entries()) if (places[place] === 1 && piece.kind === 'run') places[place + 1] = 1
  return places
}
