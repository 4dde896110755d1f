import { parsePrincipal } from '../matching/principal-pattern.js'
import { findPrincipalProblem } from '../saving/principals.js'
import type { JsonMember, JsonObject, JsonScalar } from './json.js'
import type { Elements, ParseContext } from './parse-context.js'
import { parseTexts } from './pattern-element.js'
import type { PrincipalElement, PrincipalEntry } from './policy.js'
import { AWS_TEXT } from './problem.js'

const EVERYONE: readonly PrincipalEntry[] = [{ type: 'AWS', value: '*' }]

/** Parses Principal or NotPrincipal, or reports it if the kind forbids it. */
export function parsePrincipals(elements: Elements, node: JsonObject, context: ParseContext): PrincipalElement | undefined {
  const { rules, problems } = context
  const plain = elements.get('Principal')
  const negated = elements.get('NotPrincipal')
  const member = plain ?? negated
  if (rules.principal === 'forbidden') {
    if (member)
      problems.add({
        at: member.keySpan.start,
        stage: 'principals',
        message: AWS_TEXT.principalForbidden,
        detail: `The element ${member.key} cannot be used in this kind of policy`,
      })
    return undefined
  }
  if (member === undefined) {
    problems.add({ at: node.span.start, stage: 'principals', message: 'Missing required field Principal' })
    return undefined
  }
  if (plain && negated) problems.syntax(negated.keySpan.start, 'A statement must have either Principal or NotPrincipal, not both')
  if (negated && !rules.notPrincipal)
    problems.add({ at: negated.keySpan.start, stage: 'principals', message: 'Has prohibited field NotPrincipal' })
  if (rules.principal === 'everyone' && !(member.value.type === 'string' && member.value.text === '*')) {
    problems.add({ at: member.value.span.start, stage: 'principals', message: AWS_TEXT.organization, detail: 'Principal must be "*"' })
  }
  const entries = parseEntries(member, context)
  return entries && { negated: member === negated, entries }
}

function parseEntries({ value, key }: JsonMember, context: ParseContext): readonly PrincipalEntry[] | undefined {
  if (value.type === 'string' && value.text === '*') return EVERYONE
  if (value.type !== 'object' || value.members.length === 0) {
    context.problems.add({
      at: value.span.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} must be "*" or an object of types and names`,
    })
    return undefined
  }
  return value.members.flatMap((member) => parseType(member, context))
}

function parseType({ key, keySpan, value }: JsonMember, context: ParseContext): PrincipalEntry[] {
  const type = parseTypeName(key, context)
  if (type === undefined) {
    context.problems.add({
      at: keySpan.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} is not a type of principal that this kind of policy can have`,
    })
    return []
  }
  const texts = parseTexts(value, context.problems)
  if (texts?.length === 0)
    context.problems.add({
      at: value.span.start,
      stage: 'principals',
      message: AWS_TEXT.principalInvalid,
      detail: `${key} must list at least one principal`,
    })
  return (texts ?? []).map((text) => parseEntry(type, text, context))
}

function parseTypeName(key: string, { rules }: ParseContext): PrincipalEntry['type'] | undefined {
  if (key === 'AWS' || key === 'Service' || key === 'Federated') return key
  return key === 'CanonicalUser' && rules.canonicalUser ? key : undefined
}

function parseEntry(type: PrincipalEntry['type'], { text, span }: JsonScalar, { rules, saving, problems }: ParseContext): PrincipalEntry {
  const entry = { type, value: text, span }
  const pattern = parsePrincipal(entry)
  const problem = pattern && saving && rules.checksPrincipals ? findPrincipalProblem(entry, pattern, saving) : undefined
  if (pattern === undefined || problem !== undefined) {
    const quoted = `${AWS_TEXT.principalInvalid}: "${type.toUpperCase()}":"${text}"`
    const message = rules.quotesPrincipal ? quoted : AWS_TEXT.principalInvalid
    problems.add({ at: span.start, stage: 'principals', message, detail: problem ?? quoted })
  }
  return entry
}
