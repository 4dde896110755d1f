import { type JsonObject, readJson } from './json.js'
import type { Place, Span } from './place.js'

/**
 * A statement's place, and the place the policy simulator of AWS tells for it.
 *
 * @example
 * const show = ({ span, told }: StatementPosition) => `begins at column ${span.start.column}, told as ${told.start.column}`
 * console.log(statementPositions('{"Statement": [ {}, {} ]}').map(show).join('; '))
 * // => begins at column 17, told as 16; begins at column 21, told as 19
 */
export interface StatementPosition {
  /** As in `Statement.span`. */
  readonly span: Span
  /** What is answered as StartPosition and EndPosition. */
  readonly told: Span
}

/**
 * The statements of a document in the order of its text. AWS tells as the start where its reader stands when it turns to the statement: behind the `[`
 * for the first of a list, behind the statement before for the others, behind the `{` for one that stands alone. Source: answers of AWS, among them those
 * recorded in April 2025 by LocalStack. Empty for a text without statements; the text need not be a valid policy.
 *
 * @example
 * console.log(JSON.stringify(statementPositions('{"Statement":[{},{}]}')[1]?.told.start))
 * // => {"line":1,"column":17}
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const json = readJson(text)
  if (!json.ok || json.value.type !== 'object') return []
  const statement = json.value.members.find(({ key }) => key === 'Statement')?.value
  if (statement?.type === 'object') return [behindBrace(statement)]
  if (statement?.type !== 'array') return []
  let start = next(statement.span.start)
  return statement.items.map(({ span }) => {
    const told = { start, end: span.end }
    start = span.end
    return { span, told }
  })
}

function behindBrace({ span }: JsonObject): StatementPosition {
  return { span, told: { start: next(span.start), end: span.end } }
}

/** Behind a bracket, which is one character and ends no line. */
function next({ line, column }: Place): Place {
  return { line, column: column + 1 }
}
