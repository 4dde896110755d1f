import { bytesOf, compareNumbers, instantOf, isInside, rangeOf } from './condition-values.js'
import { type Answer, isObject, textsOf } from './document.js'
import type { ContextValues, Json } from './evaluation-case.js'
import { equalIgnoringCase } from './ignoring-case.js'
import { arnParts, globs } from './matching.js'
import { lookUp, plainTokens, substitutedTokens, type Token } from './variables.js'

/** What a comparison may use besides the two texts. `variables` undefined: in this document `${...}` is plain text. */
type Positive = (value: string, written: string, variables: ContextValues | undefined) => boolean

interface Operator {
  readonly holds: Positive
  readonly negated: boolean
}

function tokensOf(written: string, variables: ContextValues | undefined): Token[] | undefined {
  return variables === undefined ? plainTokens(written) : substitutedTokens(written, variables)
}

/** The text after substitution, with wildcards as plain characters. Undefined: no value. */
function textOf(written: string, variables: ContextValues | undefined): string | undefined {
  return tokensOf(written, variables)
    ?.map((token) => token.text)
    .join('')
}

const stringEquals: Positive = (value, written, variables) => textOf(written, variables) === value

const stringEqualsIgnoreCase: Positive = (value, written, variables) => {
  const text = textOf(written, variables)
  return text !== undefined && equalIgnoringCase(text, value)
}

const stringLike: Positive = (value, written, variables) => {
  const tokens = tokensOf(written, variables)
  return tokens !== undefined && globs(tokens, [...value])
}

/** Contract 2: six parts, each a glob, case-sensitive; `*` stays in its part. */
const arnLike: Positive = (value, written, variables) => {
  const parts = arnParts(value, false)
  const patterns = arnParts(written, variables !== undefined)
  if (parts === undefined || patterns === undefined) return false
  return patterns.every((pattern, index) => stringLike(parts[index] ?? '', pattern, variables))
}

function numeric(fits: (order: number) => boolean): Positive {
  return (value, written) => {
    const order = compareNumbers(value, written)
    return order !== undefined && fits(order)
  }
}

function date(fits: (order: number) => boolean): Positive {
  return (value, written) => {
    const [left, right] = [instantOf(value), instantOf(written)]
    return left !== undefined && right !== undefined && fits(left - right)
  }
}

/** Contested point: variables in Bool are substituted. */
const bool: Positive = (value, written, variables) => {
  const text = textOf(written, variables)
  return (text === 'true' || text === 'false') && text === value
}

const binary: Positive = (value, written) => {
  const [left, right] = [bytesOf(value), bytesOf(written)]
  return left !== undefined && left === right
}

const ipAddress: Positive = (value, written) => {
  const [single, range] = [rangeOf(value), rangeOf(written)]
  return single !== undefined && range !== undefined && !value.includes('/') && isInside(range, single)
}

const plain = (holds: Positive): Operator => ({ holds, negated: false })
const negated = (holds: Positive): Operator => ({ holds, negated: true })

function ordered(name: string, kind: (fits: (order: number) => boolean) => Positive): Record<string, Operator> {
  return {
    [`${name}Equals`]: plain(kind((order) => order === 0)),
    [`${name}NotEquals`]: negated(kind((order) => order === 0)),
    [`${name}LessThan`]: plain(kind((order) => order < 0)),
    [`${name}LessThanEquals`]: plain(kind((order) => order <= 0)),
    [`${name}GreaterThan`]: plain(kind((order) => order > 0)),
    [`${name}GreaterThanEquals`]: plain(kind((order) => order >= 0)),
  }
}

/** Contract 2: the table, without Null. */
export const operators: Readonly<Record<string, Operator>> = {
  StringEquals: plain(stringEquals),
  StringNotEquals: negated(stringEquals),
  StringEqualsIgnoreCase: plain(stringEqualsIgnoreCase),
  StringNotEqualsIgnoreCase: negated(stringEqualsIgnoreCase),
  StringLike: plain(stringLike),
  StringNotLike: negated(stringLike),
  ...ordered('Numeric', numeric),
  ...ordered('Date', date),
  Bool: plain(bool),
  BinaryEquals: plain(binary),
  IpAddress: plain(ipAddress),
  NotIpAddress: negated(ipAddress),
  ArnEquals: plain(arnLike),
  ArnLike: plain(arnLike),
  ArnNotEquals: negated(arnLike),
  ArnNotLike: negated(arnLike),
}

interface Name {
  readonly set: 'ForAllValues' | 'ForAnyValue' | undefined
  readonly operator: Operator
  readonly ifExists: boolean
}

function readName(written: string): Name | undefined {
  const colon = written.indexOf(':')
  const set = colon < 0 ? undefined : written.slice(0, colon)
  if (set !== undefined && set !== 'ForAllValues' && set !== 'ForAnyValue') return undefined
  const rest = written.slice(colon + 1)
  const ifExists = rest.endsWith('IfExists')
  const name = ifExists ? rest.slice(0, -'IfExists'.length) : rest
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
  return operator === undefined ? undefined : { set, operator, ifExists }
}

/** Contract 2, Null: `"true"` key absent or empty set, `"false"` key present. */
function nullHolds(value: string | readonly string[] | undefined, written: readonly string[]): boolean {
  const absent = value === undefined || (typeof value !== 'string' && value.length === 0)
  return written.includes(absent ? 'true' : 'false')
}

interface Test {
  readonly name: Name
  readonly written: readonly string[]
  readonly variables: ContextValues | undefined
}

/** Contract 2: OR over policy values; NOR for negated operators. */
function valueHolds(value: string, test: Test): boolean {
  const some = test.written.some((text) => test.name.operator.holds(value, text, test.variables))
  return test.name.operator.negated ? !some : some
}

function keyHolds(value: string | readonly string[] | undefined, test: Test): boolean {
  if (value === undefined && test.name.ifExists) return true
  if (test.name.set !== undefined) {
    const values = value === undefined ? [] : typeof value === 'string' ? [value] : value
    return test.name.set === 'ForAllValues' ? values.every((one) => valueHolds(one, test)) : values.some((one) => valueHolds(one, test))
  }
  if (value === undefined) return test.name.operator.negated
  // A multi-valued key without a set operator does not match, whatever the operator.
  return typeof value === 'string' && valueHolds(value, test)
}

function entryHolds(written: string, key: string, at: { values: Json; context: ContextValues; variables: boolean }): Answer {
  const texts = textsOf(at.values)
  if (texts === undefined) return 'unknown'
  const value = lookUp(at.context, key)
  if (written === 'Null') return nullHolds(value, texts)
  const name = readName(written)
  return name === undefined ? 'unknown' : keyHolds(value, { name, written: texts, variables: at.variables ? at.context : undefined })
}

/** Contract 2: AND over operators, AND over keys. A known false takes precedence over an unknown. */
export function conditionsHold(block: Json | undefined, context: ContextValues, variables: boolean): Answer {
  if (block === undefined) return true
  if (!isObject(block)) return 'unknown'
  const answers: Answer[] = []
  for (const [operator, keys] of Object.entries(block)) {
    if (!isObject(keys)) answers.push('unknown')
    else for (const [key, values] of Object.entries(keys)) answers.push(entryHolds(operator, key, { values, context, variables }))
  }
  return answers.includes(false) ? false : answers.includes('unknown') ? 'unknown' : true
}
