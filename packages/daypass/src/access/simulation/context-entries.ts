import { type Context, foldCase, isValueOfKind, type ValueKind } from '@daypass/policy'
import { canonicalAddress } from '../../core/text/ip-address.js'

/** A condition key of a simulated request, as in the API (IAM API reference, ContextEntry). */
export interface ContextEntry {
  readonly ContextKeyName?: string | undefined
  readonly ContextKeyType?: string | undefined
  readonly ContextKeyValues?: readonly string[] | undefined
}

/** The keys (names in lower case), or the problem with an entry. */
export type ReadEntries = { readonly ok: true; readonly context: Context } | { readonly ok: false; readonly problem: string }

const KINDS: Readonly<Record<string, ValueKind | 'string'>> = {
  string: 'string',
  numeric: 'numeric',
  boolean: 'boolean',
  ip: 'ip',
  binary: 'binary',
  date: 'date',
}

/**
 * Parses the entries. A list is a multi-valued key, even with one value; every value must match its type. Addresses get the same spelling as the
 * server gives to its clients' addresses, so that a simulated request is decided in the same way.
 */
export function readContextEntries(entries: readonly ContextEntry[]): ReadEntries {
  const context = new Map<string, string | readonly string[]>()
  for (const { ContextKeyName: name, ContextKeyType: type = '', ContextKeyValues: values = [] } of entries) {
    if (name === undefined) return { ok: false, problem: 'an entry has no ContextKeyName' }
    const key = foldCase(name)
    const problem = context.has(key) ? `${name} is given twice` : valuesProblem(name, type, values)
    if (problem !== undefined) return { ok: false, problem }
    const read = elementType(type) === 'ip' || key === 'aws:sourceip' ? values.map((value) => canonicalAddress(value) ?? value) : values
    context.set(key, type.endsWith('List') ? read : (read[0] ?? ''))
  }
  return { ok: true, context }
}

function valuesProblem(name: string, type: string, values: readonly string[]): string | undefined {
  const kind = Object.hasOwn(KINDS, elementType(type)) ? KINDS[elementType(type)] : undefined
  if (kind === undefined) return `${name} has no ContextKeyType`
  if (!type.endsWith('List') && values.length !== 1) return `${name} is of type ${type}, which takes one value`
  if (kind === 'string') return undefined
  const wrong = values.find((value) => !isValueOfKind(value, kind) || (kind === 'ip' && canonicalAddress(value) === undefined))
  return wrong === undefined ? undefined : `${name} is of type ${type}, which has no value ${wrong}`
}

const elementType = (type: string): string => type.replace(/List$/, '')
