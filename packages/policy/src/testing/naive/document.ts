import type { Json, JsonObject } from './evaluation-case.js'

/** An element is either understood, or contains something that this evaluator does not know. */
export type Answer = boolean | 'unknown'

export interface NaiveStatement {
  readonly effect: 'Allow' | 'Deny'
  readonly elements: JsonObject
  /** Contract 1.6: only under 2012-10-17. */
  readonly variables: boolean
  /** Something outside the grammar of 1.1: a Deny applies, an Allow does not. */
  readonly unknown: boolean
}

const documentElements = ['Version', 'Id', 'Statement']
const statementElements = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']
const versions = ['2008-10-17', '2012-10-17']

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Contract 1.1: list-valued elements take a bare string or an array. Undefined: not a list of strings. */
export function stringsOf(value: Json | undefined): string[] | undefined {
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json]
  if (value === undefined || list.some((entry) => typeof entry !== 'string')) return undefined
  return list as string[]
}

/** Contract 1.1: condition values may be string, number or boolean; compared as text. */
export function textsOf(value: Json | undefined): string[] | undefined {
  const list: readonly Json[] = Array.isArray(value) ? value : value === undefined ? [] : [value as Json]
  if (value === undefined || list.some((entry) => entry === null || typeof entry === 'object')) return undefined
  return list.map((entry) => String(entry))
}

function readStatement(value: Json, variables: boolean, unknownDocument: boolean): NaiveStatement {
  const elements = isObject(value) ? value : {}
  const strange = Object.keys(elements).some((name) => !statementElements.includes(name))
  // An Effect that is neither of the two words counts as a Deny.
  const effect = elements.Effect === 'Allow' ? 'Allow' : 'Deny'
  const badEffect = elements.Effect !== 'Allow' && elements.Effect !== 'Deny'
  return { effect, elements, variables, unknown: unknownDocument || strange || badEffect || !isObject(value) }
}

/** Contract 1.1: the statements of one document, one object or an array. */
export function readStatements(document: JsonObject): NaiveStatement[] {
  const copy = JSON.parse(JSON.stringify(document)) as JsonObject
  const version = copy.Version ?? '2008-10-17'
  const unknown = Object.keys(copy).some((name) => !documentElements.includes(name)) || !versions.includes(String(version))
  const statement = copy.Statement ?? []
  const list: readonly Json[] = Array.isArray(statement) ? statement : [statement as Json]
  return list.map((entry) => readStatement(entry, version === '2012-10-17', unknown))
}
