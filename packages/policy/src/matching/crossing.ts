/**
 * Resource patterns in which a `*` ends a part of the ARN before the last: such a star goes on beyond the colon and may take in whole parts; every other
 * `*` and each `?` stays in its part (IAM User Guide, "IAM JSON policy elements: Resource", as it stands in 2026).
 *
 * The pattern is cut at these stars. What stands between two of them begins at a colon of the text and covers a known number of its colons, so the first
 * place where it fits is always a right choice. Whole parts and beginnings are tried at each colon of the text, the rest of a pattern once. All of it is
 * paid for (`spend`).
 */
import type { Context } from '../context.js'
import { spend } from '../work/meter.js'
import { fixedLength, type Glob, globOf, matchesGlob, matchesHead } from './glob.js'
import { bind, compileText, matchesText, type TextPattern } from './template.js'

/** What stands between two crossing stars: whole parts, then the beginning of the part that the next star ends. */
interface Segment {
  readonly parts: readonly TextPattern[]
  /** With its star, so that it fits whatever is left of its part. */
  readonly beginning: TextPattern
}

/** Behind the last crossing star: whole parts, and the last part of the ARN, which keeps every further colon. */
interface End {
  readonly parts: readonly TextPattern[]
  readonly last: TextPattern
}

/** The first stretch begins the text, each of the others begins behind a colon. Without an end the last star takes all that is left. */
export interface CrossingPattern {
  readonly segments: readonly Segment[]
  readonly end: End | undefined
}

const PART = { variables: false, wildcards: true }
/** Units of looking at one more colon of a text, and for so many of its characters. */
const COLON = 4
const CHARACTERS_A_UNIT = 8
/** An ARN has this many parts before the last. */
const PARTS_BEFORE_LAST = 5

/**
 * Prepares the parts of a pattern, six at most; fewer make a pattern only where a star ends them. Undefined when no star crosses, or the last part is
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
      segments.push({ parts, beginning: pattern })
      parts = []
    } else parts.push(pattern)
  }
  const lastText = texts[PARTS_BEFORE_LAST]
  if (lastText === undefined) return parts.length === 0 ? { segments, end: undefined } : undefined
  const last = compileText(lastText, { variables, wildcards: true })
  return last && { segments, end: { parts, last } }
}

/** Whether the whole text of an ARN fits. */
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

/** Where the part ends that a stretch from `from` on ends in; undefined when it does not fit there. */
function endOf({ parts, beginning }: Segment, text: string, { from, context }: MatchStart): number | undefined {
  const start = skipParts(parts, text, { from, context })
  if (start === undefined) return undefined
  const colon = text.indexOf(':', start)
  const end = colon < 0 ? text.length : colon
  return matchesText(beginning, text.slice(start, end), context) ? end : undefined
}

/** The same behind the first colon, from `from` on, behind which the stretch fits. */
function firstEndOf(segment: Segment, text: string, { from, context }: MatchStart): number | undefined {
  for (let colon = text.indexOf(':', from); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    spend(COLON)
    const end = endOf(segment, text, { from: colon + 1, context })
    if (end !== undefined) return end
  }
  return undefined
}

/**
 * Whether the text ends with these parts, the first of them behind some colon from `from` on. What is left of the text is held against the last part
 * once: a pattern that can skip any run, and does not find the rest of itself behind its beginning, finds it in no shorter text; and a pattern of a fixed
 * length fits one length only.
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

/** A variable without a value fits nothing. */
function globFor(pattern: TextPattern, context: Context): Glob | undefined {
  if (pattern.kind !== 'template') return pattern
  const tokens = bind(pattern.tokens, context)
  return tokens && globOf(tokens)
}

/** Behind the colon that follows whole parts, where each of them fits; undefined where one does not. */
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
