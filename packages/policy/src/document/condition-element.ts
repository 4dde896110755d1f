import { type OperatorReading, readOperator } from '../conditions/operators.js'
import { DEFAULT_SETTINGS } from '../options.js'
import type { JsonMember, JsonScalar, JsonValue } from './json.js'
import type { ConditionEntry } from './policy.js'
import { AWS_TEXT } from './problem.js'
import type { Reading } from './reading.js'

/** Reads the Condition element; an empty block is a statement without conditions. */
export function readConditions(member: JsonMember | undefined, reading: Reading): readonly ConditionEntry[] {
  if (member === undefined) return []
  if (member.value.type === 'object') return member.value.members.flatMap((operator) => readBlock(operator, reading))
  reading.problems.syntax(member.value.span.start, 'Condition must be an object of operators')
  return []
}

function readBlock({ key: operator, keySpan, value }: JsonMember, reading: Reading): ConditionEntry[] {
  const { problems } = reading
  const reader = readOperator(operator)
  if (reader.kind === 'unknown') problems.syntax(keySpan.start, `Unknown condition operator ${operator}`)
  if (value.type !== 'object' || value.members.length === 0) {
    problems.syntax(value.span.start, `${operator} must be an object of condition keys`)
    return []
  }
  return value.members.flatMap((line) => readLine({ name: operator, reader }, line, reading))
}

/** An operator as it is written, and what it means. */
interface Named {
  readonly name: string
  readonly reader: OperatorReading
}

function readLine(operator: Named, { key, keySpan, value }: JsonMember, reading: Reading): ConditionEntry[] {
  const { problems } = reading
  // A key may hold more than one colon: tag keys and the hosts of identity providers do.
  if (key.indexOf(':') < 1)
    problems.add({ at: keySpan.start, message: AWS_TEXT.vendorMissing, detail: `Condition key ${key} names no service` })
  const items = value.type === 'array' ? value.items : [value]
  if (items.length === 0) problems.syntax(value.span.start, `Condition key ${key} lists no value`)
  const values = items.filter((item) => checkValue(item, { operator, key, reading })).map((item) => item.text)
  return values.length === 0 ? [] : [{ operator: operator.name, key, values, keySpan }]
}

interface Line {
  readonly operator: Named
  readonly key: string
  readonly reading: Reading
}

function checkValue(item: JsonValue, { operator, key, reading }: Line): item is JsonScalar {
  const at = item.span.start
  if (item.type !== 'string' && item.type !== 'number' && item.type !== 'boolean') {
    reading.problems.syntax(at, `Condition key ${key} takes strings, numbers and booleans`)
    return false
  }
  if (!isReadable(item.text, operator.reader, reading)) reading.problems.syntax(at, `${operator.name} cannot take the value ${item.text}`)
  return true
}

/** Whether the operator understands the value; an unknown operator has been complained about already. */
function isReadable(text: string, reader: OperatorReading, { version }: Reading): boolean {
  if (reader.kind === 'null') return /^(?:true|false)$/i.test(text)
  if (reader.kind !== 'compare') return true
  return reader.operator.compile([text], { variables: version === '2012-10-17', settings: DEFAULT_SETTINGS }) !== undefined
}
