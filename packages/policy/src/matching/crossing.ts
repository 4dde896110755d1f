/**
 * Resource patterns in which a `*` ends a part of the ARN before the last: such a star crosses the colon and may match whole parts; every other `*`
 * and each `?` stays in its part (IAM User Guide, "IAM JSON policy elements: Resource", in 2026).
 *
 * The pattern is split at these stars. A segment between two of them begins after a colon of the text and covers a known number of colons, so its
 * first match is always a right choice. Whole parts and beginnings are tried at each colon of the text, the rest of a pattern once. All of it is
 * metered (`spend`).
 */
import type { Context } from '../context.js'
import { spend } from '../work/meter.js'
import { compileGlob, fixedLength, type Glob, globOf, matchesGlob, matchesHead } from './glob.js'
import { bind, compileText, matchesText, type TextPattern } from './template.js'

/** The pattern between two crossing stars: whole parts, then the beginning of the part that the next star ends. */
interface Segment {
  readonly parts: readonly TextPattern[]
  /** Includes its star, so that it matches the rest of its part. */
  readonly beginning: TextPattern
}

/** After the last crossing star: whole parts, and the last part of the ARN, which contains all further colons. */
interface End {
  readonly parts: readonly TextPattern[]
  readonly last: TextPattern
}

/** The first segment begins the text; each of the others begins after a colon. Without an end the last star matches the rest. */
export interface CrossingPattern {
  readonly segments: readonly Segment[]
  readonly end: End | undefined
}

const PART = { variables: false, wildcards: true }
const NOTHING: readonly never[] = []
/** Many patterns have it, so it is kept once. */
const ANY_PART: Segment = { parts: NOTHING, beginning: compileGlob('*') }
/** Work units for one more colon of a text, and the number of characters per unit. */
const COLON = 4
const CHARACTERS_A_UNIT = 8
/** The number of parts before the last. */
const PARTS_BEFORE_LAST = 5

/**
 * Compiles the parts of a pattern, at most six; with fewer, a star must end the last one. Undefined if no star crosses a colon, or the last part is
 * malformed.
 */
export function compileCrossing(texts: readonly string[], variables: boolean): CrossingPattern | undefined {
  if (!texts.slice(0, PARTS_BEFORE_LAST).some((text) => text.endsWith('*'))) return undefined
  const segments: Segment[] = []
  let parts: TextPattern[] = []
  for (const text of texts.slice(0, PARTS_BEFORE_LAST)) {
    const pattern = compileText(text, PART)
    if (pattern === undefined) return undefined
    if (text.endsWith('*')) {
      segments.push(text === '*' && parts.length === 0 ? ANY_PART : { parts: exact(parts), beginning: pattern })
      parts = []
    } else parts.push(pattern)
  }
  const lastText = texts[PARTS_BEFORE_LAST]
  if (lastText === undefined) return parts.length === 0 ? { segments: exact(segments), end: undefined } : undefined
  const last = compileText(lastText, { variables, wildcards: true })
  return last && { segments: exact(segments), end: { parts: exact(parts), last } }
}

/** A list without the room in which it grew. */
const exact = <T>(list: readonly T[]): readonly T[] => (list.length === 0 ? NOTHING : list.slice())

/** Whether the whole text of an ARN matches. */
export function matchesCrossing({ segments, end }: CrossingPattern, text: string, context: Context): boolean {
  let from = 0
  for (const [index, segment] of segments.entries()) {
    const to = index === 0 ? endOf(segment, text, { from, context }) : firstEndOf(segment, text, { from, context })
    if (to === undefined) return false
    from = to
  }
  return end === undefined || matchesEnd(end, text, { from, context })
}

interface MatchStart {
  readonly from: number
  readonly context: Context
}

/** The end of the part in which a segment that begins at `from` ends; undefined if the segment does not match there. */
function endOf({ parts, beginning }: Segment, text: string, { from, context }: MatchStart): number | undefined {
  const start = skipParts(parts, text, { from, context })
  if (start === undefined) return undefined
  const colon = text.indexOf(':', start)
  const end = colon < 0 ? text.length : colon
  return matchesText(beginning, text.slice(start, end), context) ? end : undefined
}

/** The same, after the first colon from `from` on at which the segment matches. */
function firstEndOf(segment: Segment, text: string, { from, context }: MatchStart): number | undefined {
  for (let colon = text.indexOf(':', from); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    spend(COLON)
    const end = endOf(segment, text, { from: colon + 1, context })
    if (end !== undefined) return end
  }
  return undefined
}

/**
 * Whether the text ends with these parts, the first of them after some colon from `from` on. The last part is compared with the rest of the text
 * once: if a pattern that can skip any run does not find the rest of itself after its beginning, it does not find it in a shorter text either; and a
 * pattern of fixed length matches one length only.
 */
function matchesEnd({ parts, last }: End, text: string, { from, context }: MatchStart): boolean {
  const glob = globFor(last, context)
  if (glob === undefined) return false
  const length = fixedLength(glob)
  for (let colon = text.indexOf(':', from); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    spend(COLON)
    const start = skipParts(parts, text, { from: colon + 1, context })
    if (start === undefined) continue
    if (length === undefined ? matchesHead(glob, text, start) : text.length - start === length) return matchesGlob(glob, text.slice(start))
  }
  return false
}

/** A variable without a value matches nothing. */
function globFor(pattern: TextPattern, context: Context): Glob | undefined {
  if (pattern.kind !== 'template') return pattern
  const tokens = bind(pattern.tokens, context)
  return tokens && globOf(tokens)
}

/** The index after the colon that follows whole parts, if each of them matches; otherwise undefined. */
function skipParts(parts: readonly TextPattern[], text: string, { from, context }: MatchStart): number | undefined {
  let start = from
  for (const part of parts) {
    const colon = text.indexOf(':', start)
    if (colon < 0) return undefined
    spend(COLON + (colon - start) / CHARACTERS_A_UNIT)
    if (!matchesText(part, text.slice(start, colon), context)) return undefined
    start = colon + 1
  }
  return start
}
