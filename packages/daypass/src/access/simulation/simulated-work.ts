import { type Context, foldCase, type Policy } from '@daypass/policy'

/**
 * What reading and asking documents costs at the worst, in nanoseconds of a slow core: estimates that count what can be long, so that nobody may keep
 * the server busy. They are held against the clock by nobody; what is refused must not depend on how busy the machine is.
 */

/** A character of a document: parsed, prepared and placed. */
const READ = 1_500
/** A word of the masks that a pattern with `?` is found by, one for each different character of it; see `glob` of @daypass/policy. */
const MASK_WORD = 5
const WORD = 32
/** A pattern or value, whatever its length; then each of its characters, and each of a text it is held against. Every question is asked twice. */
const PATTERN = 200
const CHARACTER = 25
/** A statement that applies and is told of. */
const STATEMENT = 12_000
/** A key that is told as missing, and each character of its name. */
const KEY = 1_500
const KEY_CHARACTER = 40

/** What reading documents costs, by their texts alone: to be known before they are read. */
export function readingWork(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length * READ + maskWork(text), 0)
}

/** A document may write its question marks as escapes; every other escape makes a piece look longer than it is. */
const QUESTION_MARK = /\?|\\u003f/i

function maskWork(text: string): number {
  if (!QUESTION_MARK.test(text)) return 0
  let work = 0
  let from = 0
  for (let end = 0; end <= text.length; end++) {
    if (end < text.length && text[end] !== '"' && text[end] !== '*') continue
    const length = end - from
    // A piece of few characters costs next to nothing, with or without a question mark.
    if (length > WORD && QUESTION_MARK.test(text.slice(from, end))) work += (length * length * MASK_WORD) / WORD
    from = end + 1
  }
  return work
}

/** What asking a layer costs: once, and for each character of the action and of the resource. */
export interface AskingWork {
  readonly own: number
  readonly perAction: number
  readonly perResource: number
}

/** What asking the documents of a layer costs while the keys have these values. */
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

/** A character of a pattern that is held against a text at each of its colons. */
const AT_COLON = 2

/** A pattern with variables is put together, and prepared, for every question; one with a star that goes on beyond colons is tried at each colon. */
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

/** Every value is held against every value of its key. */
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
