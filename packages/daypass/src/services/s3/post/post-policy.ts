// post: uploads by a form in a browser: what the signed policy of the form allows, the put, and the answer that a browser can use.
// Refuses a form that has a field its policy does not mention. Leaves the signature to authentication, and storing to PutObject.

import type { WireError } from '../../../core/error.js'
import { S3Error } from '../error.js'

/** A policy document that its form was signed with. */
export interface PostPolicy {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly conditions: readonly Condition[]
}

/** One condition; `text` is how S3 shows it. */
type Condition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string; readonly text: string }
  | { readonly kind: 'size'; readonly least: number; readonly most: number; readonly text: string }
  /** One that nothing fulfils: it names no field, or no numbers. */
  | { readonly kind: 'never'; readonly text: string }

/** How large the file may be, in bytes. */
export interface SizeRange {
  readonly least: number
  readonly most: number
}

const invalid = (why: string): WireError => new S3Error('InvalidPolicyDocument', `Invalid Policy: ${why}`)
const failed = (why: string): WireError => new S3Error('AccessDenied', `Invalid according to Policy: ${why}`)
const expired = (): WireError => failed('Policy expired.')

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Reads a policy document (S3 API reference, "POST Policy"). Names are exact, and there are no others than these two. The text about a simple
 * condition was recorded; the others of `InvalidPolicyDocument` are ours.
 */
export function readPostPolicy(base64: string): PostPolicy {
  const document = parseJson(Buffer.from(base64, 'base64').toString('utf8'))
  if (!isObject(document)) throw invalid('Invalid JSON.')
  const { expiration, conditions, ...others } = document
  if (typeof expiration !== 'string') throw invalid('Policy missing expiration.')
  if (!Array.isArray(conditions)) throw invalid('Policy missing conditions.')
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw invalid(`Unexpected: '${unknown}'.`)
  const expiresAt = DATE.test(expiration) ? Date.parse(expiration) : Number.NaN
  if (Number.isNaN(expiresAt)) throw invalid(`Invalid 'expiration' value: '${expiration}'.`)
  return { expiresAt, conditions: conditions.map(readCondition) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readCondition(condition: unknown): Condition {
  if (isObject(condition)) return readSimple(Object.entries(condition))
  if (!Array.isArray(condition) || condition.length !== 3) throw invalid('Invalid Condition: it must be an object or a list of three.')
  if (!condition.every((part) => typeof part === 'string' || typeof part === 'number'))
    throw invalid('Invalid Condition: field and value must be strings.')
  const [operator, first, second] = condition as [unknown, unknown, unknown]
  const text = `[${condition.map((part) => JSON.stringify(String(part))).join(', ')}]`
  const kind = typeof operator === 'string' ? operator.toLowerCase() : ''
  if (kind === 'content-length-range') return readSize(first, second, text)
  if (kind !== 'eq' && kind !== 'starts-with') throw invalid(`Invalid Condition: unknown operation '${String(operator)}'.`)
  if (typeof first !== 'string' || typeof second !== 'string') throw invalid('Invalid Condition: field and value must be strings.')
  return first.startsWith('$') ? { kind, field: first.slice(1).toLowerCase(), value: second, text } : { kind: 'never', text }
}

/** `{"acl": "private"}` is `["eq", "$acl", "private"]`, and is shown so. */
function readSimple(entries: [string, unknown][]): Condition {
  const [[name = '', value] = [], ...more] = entries
  if (entries.length === 0 || more.length > 0)
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.')
  if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: the value must be a string.')
  return { kind: 'eq', field: name.toLowerCase(), value, text: `["eq", ${JSON.stringify(`$${name}`)}, ${JSON.stringify(value)}]` }
}

const NUMBER = /^\d{1,15}$/

/** Numbers below zero are an error in the policy; what is not a number at all makes a condition that always fails (recorded). */
function readSize(least: unknown, most: unknown, text: string): Condition {
  const [from, to] = [String(least), String(most)]
  if (from.startsWith('-') || to.startsWith('-')) throw invalid('Invalid Condition: content-length-range must not be negative.')
  return NUMBER.test(from) && NUMBER.test(to) ? { kind: 'size', least: Number(from), most: Number(to), text } : { kind: 'never', text }
}

/** Fields that a policy need not mention (S3 API reference, "POST Policy": the signature, the policy and the file itself). */
const FREE: ReadonlySet<string> = new Set(['awsaccesskeyid', 'policy', 'signature', 'x-amz-signature'])

/**
 * Holds a form against its policy: every condition must be fulfilled, and every field must be in a condition, the bucket too, except `x-ignore-*`.
 * `fields` are by lower-case name. Returns how large the file may be. The expiration is checked by {@link requireFresh}.
 */
export function requireAllowed({ conditions }: PostPolicy, fields: ReadonlyMap<string, string>, bucket: string): SizeRange {
  const all = new Map([...fields, ['bucket', bucket]])
  const named = new Set<string>()
  const size = { least: 0, most: Number.POSITIVE_INFINITY }
  for (const condition of conditions) {
    if (condition.kind === 'size') {
      size.least = Math.max(size.least, condition.least)
      size.most = Math.min(size.most, condition.most)
      continue
    }
    if (condition.kind === 'never' || !isFulfilled(condition, all.get(condition.field)))
      throw failed(`Policy Condition failed: ${condition.text}`)
    named.add(condition.field)
  }
  const extra = [...all.keys()].filter((name) => !named.has(name) && !FREE.has(name) && !name.startsWith('x-ignore-'))
  if (extra.length > 0) throw failed(`Extra input fields: ${extra.join(', ')}`)
  return size
}

/** Content types in one field; with more, no condition on them holds. */
const MAX_TYPES = 100

/** An absent field is an empty one for `starts-with`. Content types with commas are lists, of which each must begin so (S3 API reference, "POST Policy"). */
function isFulfilled({ kind, field, value }: Extract<Condition, { field: string }>, given: string | undefined): boolean {
  if (kind === 'eq') return given === value
  const texts = field === 'content-type' ? (given ?? '').split(',', MAX_TYPES + 1) : [given ?? '']
  return texts.length <= MAX_TYPES && texts.every((text, at) => (at > 0 ? text.trimStart() : text).startsWith(value))
}

/** Refuses a policy that has expired. `now` is milliseconds since the epoch. */
export function requireFresh({ expiresAt }: PostPolicy, now: number): void {
  if (now >= expiresAt) throw expired()
}

/** The file, as long as its size is in the range; an error in place of its end, or of what is too much, if it is not. */
export async function* within(bytes: AsyncIterable<Uint8Array>, { least, most }: SizeRange): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > most)
      throw new S3Error('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
        fields: { ProposedSize: String(size), MaxSizeAllowed: String(most) },
      })
    yield piece
  }
  if (size < least)
    throw new S3Error('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
      fields: { ProposedSize: String(size), MinSizeAllowed: String(least) },
    })
}
