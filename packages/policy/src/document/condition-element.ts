import { type ParsedOperator, parseOperator } from '../conditions/operators.js'
import { DEFAULT_SETTINGS } from '../options.js'
import type { JsonMember, JsonScalar, JsonValue } from './json.js'
import type { ParseContext } from './parse-context.js'
import type { ConditionEntry } from './policy.js'
import { AWS_TEXT } from './problem.js'

/** Parses the Condition element; an empty block means no conditions. */
export function parseConditions(member: JsonMember | undefined, context: ParseContext): readonly ConditionEntry[] {
  if (member === undefined) return []
  if (member.value.type === 'object') return member.value.members.flatMap((operator) => parseBlock(operator, context))
  context.problems.syntax(member.value.span.start, 'Condition must be an object of operators')
  return []
}

function parseBlock({ key: operator, keySpan, value }: JsonMember, context: ParseContext): ConditionEntry[] {
  const { problems } = context
  const reader = parseOperator(operator)
  if (reader.kind === 'unknown') problems.syntax(keySpan.start, `Unknown condition operator ${operator}`)
  if (value.type !== 'object' || value.members.length === 0) {
    problems.syntax(value.span.start, `${operator} must be an object of condition keys`)
    return []
  }
  return value.members.flatMap((line) => parseLine({ name: operator, reader }, line, context))
}

/** An operator as it is written, and its meaning. */
interface NamedOperator {
  readonly name: string
  readonly reader: ParsedOperator
}

function parseLine(operator: NamedOperator, { key, keySpan, value }: JsonMember, context: ParseContext): ConditionEntry[] {
  const { problems } = context
  // A key may contain more than one colon, as tag keys and hosts of identity providers do.
  if (key.indexOf(':') < 1)
    problems.add({
      at: keySpan.start,
      stage: 'names',
      message: AWS_TEXT.vendorMissing,
      detail: `Condition key ${key} must begin with a service and a colon`,
    })
  const items = value.type === 'array' ? value.items : [value]
  if (items.length === 0) problems.syntax(value.span.start, `Condition key ${key} must have at least one value`)
  const scalars = items.filter((item) => isScalar(item, key, context))
  const values = scalars.map(({ text }) => text)
  // Checks all values at once, and one by one only to find the invalid one: an operator accepts a list if it accepts each of its values.
  if (!areReadable(values, operator.reader, context)) reportUnreadable(scalars, operator, context)
  return values.length === 0 ? [] : [{ operator: operator.name, key, values, keySpan }]
}

function isScalar(item: JsonValue, key: string, { problems }: ParseContext): item is JsonScalar {
  if (item.type === 'string' || item.type === 'number' || item.type === 'boolean') return true
  problems.syntax(item.span.start, `Condition key ${key} must have strings, numbers or booleans as values`)
  return false
}

function reportUnreadable(items: readonly JsonScalar[], { name, reader }: NamedOperator, context: ParseContext): void {
  const isLegacy = LEGACY_VALUES.test(name)
  for (const { text, span } of items) {
    if (areReadable([text], reader, context)) continue
    const detail = `${name} cannot take the value ${text}`
    if (isLegacy) context.problems.legacy(span.start, detail)
    else context.problems.syntax(span.start, detail)
  }
}

/** Operators for whose values AWS is known to report more than a syntax error: dates (moto's public tests, made against AWS in 2019). */
const LEGACY_VALUES = /^(?:For(?:AnyValue|AllValues):)?Date/

/** Whether the operator accepts the values; an unknown operator was reported before. */
function areReadable(values: readonly string[], reader: ParsedOperator, { version }: ParseContext): boolean {
  if (reader.kind === 'null') return values.every((text) => /^(?:true|false)$/i.test(text))
  if (reader.kind !== 'compare') return true
  return reader.operator.compile(values, { variables: version === '2012-10-17', settings: DEFAULT_SETTINGS }) !== undefined
}
