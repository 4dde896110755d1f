import { readPrincipal } from '../matching/principal-pattern.js'
import { unsavedPrincipal } from '../saving/principals.js'
import type { JsonMember, JsonObject, JsonScalar } from './json.js'
import { readTexts } from './pattern-element.js'
import type { PrincipalElement, PrincipalEntry } from './policy.js'
import { AWS_TEXT } from './problem.js'
import type { Elements, Reading } from './reading.js'

const EVERYONE: readonly PrincipalEntry[] = [{ type: 'AWS', value: '*' }]

/** Reads Principal or NotPrincipal, or makes sure that there is none where the kind forbids them. */
export function readPrincipals(elements: Elements, node: JsonObject, reading: Reading): PrincipalElement | undefined {
  const { rules, problems } = reading
  const plain = elements.get('Principal')
  const negated = elements.get('NotPrincipal')
  const member = plain ?? negated
  if (rules.principal === 'forbidden') {
    if (member)
      problems.add({
        at: member.keySpan.start,
        stage: 'principals',
        message: AWS_TEXT.principalForbidden,
        detail: `The element ${member.key} is not for this kind`,
      })
    return undefined
  }
  if (member === undefined) {
    problems.add({ at: node.span.start, stage: 'principals', message: 'Missing required field Principal' })
    return undefined
  }
  if (plain && negated) problems.syntax(negated.keySpan.start, 'A statement holds Principal or NotPrincipal, not both')
  if (negated && !rules.notPrincipal)
    problems.add({ at: negated.keySpan.start, stage: 'principals', message: 'Has prohibited field NotPrincipal' })
  if (rules.principal === 'everyone' && !(member.value.type === 'string' && member.value.text === '*')) {
    problems.add({ at: member.value.span.start, stage: 'principals', message: AWS_TEXT.organization, detail: 'Principal must be "*"' })
  }
  const entries = readEntries(member, reading)
  return entries && { negated: member === negated, entries }
}

function readEntries({ value, key }: JsonMember, reading: Reading): readonly PrincipalEntry[] | undefined {
  if (value.type === 'string' && value.text === '*') return EVERYONE
  if (value.type !== 'object' || value.members.length === 0) {
    reading.problems.add({
      at: value.span.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} must be "*" or an object of types and names`,
    })
    return undefined
  }
  return value.members.flatMap((member) => readType(member, reading))
}

function readType({ key, keySpan, value }: JsonMember, reading: Reading): PrincipalEntry[] {
  const type = readTypeName(key, reading)
  if (type === undefined) {
    reading.problems.add({
      at: keySpan.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} is not a type of principal here`,
    })
    return []
  }
  const texts = readTexts(value, reading.problems)
  if (texts?.length === 0)
    reading.problems.add({
      at: value.span.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} lists no principal`,
    })
  return (texts ?? []).map((text) => readEntry(type, text, reading))
}

function readTypeName(key: string, { rules }: Reading): PrincipalEntry['type'] | undefined {
  if (key === 'AWS' || key === 'Service' || key === 'Federated') return key
  return key === 'CanonicalUser' && rules.canonicalUser ? key : undefined
}

function readEntry(type: PrincipalEntry['type'], { text, span }: JsonScalar, { rules, saving, problems }: Reading): PrincipalEntry {
  const entry = { type, value: text, span }
  const pattern = readPrincipal(entry)
  const refused = pattern && saving && rules.checksPrincipals ? unsavedPrincipal(entry, pattern, saving) : undefined
  if (pattern === undefined || refused !== undefined) {
    const quoted = `${AWS_TEXT.principalInvalid}: "${type.toUpperCase()}":"${text}"`
    const message = rules.quotesPrincipal ? quoted : AWS_TEXT.principalInvalid
    problems.add({ at: span.start, stage: 'principals', message, detail: refused ?? quoted })
  }
  return entry
}
