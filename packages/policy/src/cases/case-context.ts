import type { Context } from '../context.js'
import { foldCase } from '../matching/fold-case.js'
import { type Field, isScalar } from './field.js'

/** Parses condition keys: strings, numbers, booleans (kept as written), or lists of them. Two keys that differ only in case are duplicates. */
export function parseKeys(field: Field | undefined): Context {
  const keys = new Map<string, string | readonly string[]>()
  const seen = new Set<string>()
  if (field?.json.type === 'object') {
    const none = field.json.members.find(({ value }) => value.type === 'null')
    if (none !== undefined) field.report(`${none.key} is null; leave out a key that is absent`, none.keySpan.start)
  }
  for (const [key, one] of field?.members() ?? []) {
    if (seen.has(foldCase(key))) one.report('is given twice; keys are not case-sensitive')
    seen.add(foldCase(key))
    const value = parseValue(one)
    if (value !== undefined) keys.set(key, value)
  }
  return keys
}

function parseValue(field: Field): string | readonly string[] | undefined {
  const { json } = field
  if (isScalar(json)) return json.text
  if (json.type !== 'array') return field.report('must be a string or a list of strings')
  const items = json.items.filter(isScalar)
  return items.length === json.items.length ? items.map(({ text }) => text) : field.report('must be a list of strings')
}
