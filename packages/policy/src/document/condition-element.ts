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
    problems.add({ at: keySpan.start, stage: 'names', message: AWS_TEXT.vendorMissing, detail: `Condition key ${key} names no service` })
  const items = value.type === 'array' ? value.items : [value]
  if (items.length === 0) problems.syntax(value.span.start, `Condition key ${key} lists no value`)
  const scalars = items.filter((item) => isScalar(item, key, reading))
  const values = scalars.map(({ text }) => text)
  // All at once, and one by one only to say which: an operator understands a list when it understands each of its values.
  if (!areReadable(values, operator.reader, reading)) complain(scalars, operator, reading)
  return values.length === 0 ? [] : [{ operator: operator.name, key, values, keySpan }]
}

function isScalar(item: JsonValue, key: string, { problems }: Reading): item is JsonScalar {
  if (item.type === 'string' || item.type === 'number' || item.type === 'boolean') return true
  problems.syntax(item.span.start, `Condition key ${key} takes strings, numbers and booleans`)
  return false
}

function complain(items: readonly JsonScalar[], { name, reader }: Named, reading: Reading): void {
  const isLegacy = LEGACY_VALUES.test(name)
  for (const { text, span } of items) {
    if (areReadable([text], reader, reading)) continue
    const detail = `${name} cannot take the value ${text}`
    if (isLegacy) reading.problems.legacy(span.start, detail)
    else reading.problems.syntax(span.start, detail)
  }
}

/** Operators of whose values AWS is known to say more than that there is a fault of syntax: dates (moto's public tests, made against AWS in 2019). */
const LEGACY_VALUES = /^(?:For(?:AnyValue|AllValues):)?Date/

/** Whether the operator understands the values; an unknown operator has been complained about already. */
function areReadable(values: readonly string[], reader: OperatorReading, { version }: Reading): boolean {
  if (reader.kind === 'null') return values.every((text) => /^(?:true|false)$/i.test(text))
  if (reader.kind !== 'compare') return true
  return reader.operator.compile(values, { variables: version === '2012-10-17', settings: DEFAULT_SETTINGS }) !== undefined
}
