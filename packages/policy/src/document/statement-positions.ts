import { type JsonObject, parseJson } from './json.js'
import type { Position, Span } from './position.js'

/**
 * A statement's place, and the place the policy simulator of AWS tells for it.
 *
 * @example
 * const show = ({ span, reported }: StatementPosition) => `begins at column ${span.start.column}, reported as ${reported.start.column}`
 * console.log(statementPositions('{"Statement": [ {}, {} ]}').map(show).join('; '))
 * // => begins at column 17, reported as 16; begins at column 21, reported as 19
 */
export interface StatementPosition {
  /** As in `Statement.span`. */
  readonly span: Span
  /** What is answered as StartPosition and EndPosition. */
  readonly reported: Span
}

/**
 * The statements of a document in the order of its text. AWS tells as the start where its reader stands when it turns to the statement: behind the `[`
 * for the first of a list, behind the statement before for the others, behind the `{` for one that stands alone. Source: answers of AWS, among them those
 * recorded in April 2025 by LocalStack. Empty for a text without statements; the text need not be a valid policy.
 *
 * @example
 * console.log(JSON.stringify(statementPositions('{"Statement":[{},{}]}')[1]?.reported.start))
 * // => {"line":1,"column":17}
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const json = parseJson(text)
  if (!json.ok || json.value.type !== 'object') return []
  const statement = json.value.members.find(({ key }) => key === 'Statement')?.value
  if (statement?.type === 'object') return [behindBrace(statement)]
  if (statement?.type !== 'array') return []
  let start = next(statement.span.start)
  return statement.items.map(({ span }) => {
    const reported = { start, end: span.end }
    start = span.end
    return { span, reported }
  })
}

function behindBrace({ span }: JsonObject): StatementPosition {
  return { span, reported: { start: next(span.start), end: span.end } }
}

/** Behind a bracket, which is one character and ends no line. */
function next({ line, column }: Position): Position {
  return { line, column: column + 1 }
}
