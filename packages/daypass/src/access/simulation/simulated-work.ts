import { type Context, foldCase, type Policy } from '@daypass/policy'

/**
 * The highest cost of parsing and evaluating documents, in nanoseconds of a slow core: estimates of everything that can be long, so that nobody can
 * keep the server busy. They are not compared with a clock, because what is rejected must not depend on how busy the machine is.
 */

/** A character of a document: parsed, compiled and located. */
const READ = 1_500
/** A word of the masks that find a pattern with `?`, one for each of its different characters; see `glob` of @daypass/policy. */
const MASK_WORD = 5
const WORD = 32
/**
 * A pattern or value, whatever its length; then each of its characters, and each character of a text that it is compared with. Every decision is made
 * twice.
 */
const PATTERN = 200
const CHARACTER = 25
/** A statement that applies and is reported. */
const STATEMENT = 12_000
/** A key that is reported as missing, and each character of its name. */
const KEY = 1_500
const KEY_CHARACTER = 40

/** The cost of parsing documents, from their texts alone: it must be known before they are parsed. */
export function readingWork(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length * READ + maskWork(text), 0)
}

/** A document can write its question marks as escapes; every other escape makes a piece look longer than it is. */
const QUESTION_MARK = /\?|\\u003f/i

function maskWork(text: string): number {
  if (!QUESTION_MARK.test(text)) return 0
  let work = 0
  let from = 0
  for (let end = 0; end <= text.length; end++) {
    if (end < text.length && text[end] !== '"' && text[end] !== '*') continue
    const length = end - from
    // A piece with few characters costs next to nothing, with or without a question mark.
    if (length > WORD && QUESTION_MARK.test(text.slice(from, end))) work += (length * length * MASK_WORD) / WORD
    from = end + 1
  }
  return work
}

/** The cost of evaluating a layer: once, and for each character of the action and of the resource. */
export interface AskingWork {
  readonly own: number
  readonly perAction: number
  readonly perResource: number
}

/** The cost of evaluating the documents of a layer while the keys have these values. */
export function askingWork({ policies, keys }: { policies: readonly Policy[]; keys: readonly string[] }, context: Context): AskingWork {
  const longest = Math.max(0, ...[...context.values()].map((value) => (typeof value === 'string' ? value.length : 0)))
  const statements = policies.flatMap((policy) => policy.statements)
  const actions = sumOf(statements.flatMap(({ action }) => action.patterns.map((pattern) => patternWork(pattern, 0))))
  const resources = sumOf(statements.flatMap(({ resource }) => resource?.patterns.map((pattern) => patternWork(pattern, longest)) ?? []))
  const callers = statements.flatMap(({ principal }) => principal?.entries ?? []).reduce((sum, { value }) => sum + fixedWork(value), 0)
  const told = keys.reduce((sum, key) => sum + KEY + key.length * KEY_CHARACTER, statements.length * STATEMENT)
  const own = actions.own + resources.own + callers + told + conditionsWork(statements, { context, longest })
  return { own, perAction: actions.perCharacter, perResource: resources.perCharacter }
}

interface PatternWork {
  readonly own: number
  readonly perCharacter: number
}

const fixedWork = (text: string): number => PATTERN + text.length * CHARACTER

/** A character of a pattern that is compared with a text at each of its colons. */
const AT_COLON = 2

/** A pattern with variables is built and compiled for every decision; one with a star that crosses colons is tried at each colon. */
function patternWork(pattern: string, longestValue: number): PatternWork {
  const variables = pattern.split('${').length - 1
  const length = pattern.length + variables * longestValue
  const words = pattern.includes('?') ? length / WORD : 0
  const preparing = variables === 0 ? 0 : length * (3 * CHARACTER + 2 * words * MASK_WORD)
  const tried = pattern.includes('*:') ? length * AT_COLON : 0
  return { own: PATTERN + length * CHARACTER + preparing, perCharacter: CHARACTER * (1 + words) + tried }
}

function sumOf(works: readonly PatternWork[]): PatternWork {
  return works.reduce((sum, one) => ({ own: sum.own + one.own, perCharacter: sum.perCharacter + one.perCharacter }), {
    own: 0,
    perCharacter: 0,
  })
}

/** Every value is compared with every value of its key. */
function conditionsWork(statements: Policy['statements'], given: { context: Context; longest: number }): number {
  return statements
    .flatMap(({ conditions }) => conditions)
    .reduce((sum, { key, values }) => {
      const asked = [given.context.get(foldCase(key)) ?? []].flat()
      const characters = asked.reduce((total, { length }) => total + length, 0)
      const { own, perCharacter } = sumOf(values.map((value) => patternWork(value, given.longest)))
      return sum + PATTERN + own * asked.length + perCharacter * characters
    }, 0)
}
