import { type JsonObject, parseJson } from './json.js'
import type { Position, Span } from './position.js'

/**
 * A statement's position, and the position that AWS's policy simulator reports for it.
 *
 * @example
 * const show = ({ span, reported }: StatementPosition) => `begins at column ${span.start.column}, reported as ${reported.start.column}`
 * console.log(statementPositions('{"Statement": [ {}, {} ]}').map(show).join('; '))
 * // => begins at column 17, reported as 16; begins at column 21, reported as 19
 */
export interface StatementPosition {
  /** As in `Statement.span`. */
  readonly span: Span
  /** The StartPosition and EndPosition of the answer. */
  readonly reported: Span
}

/**
 * The statements of a document in the order of its text. AWS reports as the start the position of its parser when it begins the statement: after the
 * `[` for the first of a list, after the previous statement for the others, after the `{` for a single statement. Source: answers of AWS, among them
 * those that LocalStack recorded in April 2025. Empty for a text without statements; the text does not have to be a valid policy.
 *
 * @example
 * console.log(JSON.stringify(statementPositions('{"Statement":[{},{}]}')[1]?.reported.start))
 * // => {"line":1,"column":17}
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const json = parseJson(text)
  if (!json.ok || json.value.type !== 'object') return []
  const statement = json.value.members.find(({ key }) => key === 'Statement')?.value
  if (statement?.type === 'object') return [afterBrace(statement)]
  if (statement?.type !== 'array') return []
  let start = next(statement.span.start)
  return statement.items.map(({ span }) => {
    const reported = { start, end: span.end }
    start = span.end
    return { span, reported }
  })
}

function afterBrace({ span }: JsonObject): StatementPosition {
  return { span, reported: { start: next(span.start), end: span.end } }
}

/** The position after a bracket, which is one character and never ends a line. */
function next({ line, column }: Position): Position {
  return { line, column: column + 1 }
}
