import { checkBucketStatement } from './bucket-rules.js'
import { parseConditions } from './condition-element.js'
import type { JsonMember, JsonObject, JsonValue } from './json.js'
import { type Elements, type ParseContext, reportMissing, reportUnknown } from './parse-context.js'
import { parseActions, parseResources } from './pattern-element.js'
import type { Statement } from './policy.js'
import { parsePrincipals } from './principal-element.js'
import { AWS_TEXT } from './problem.js'

const ELEMENTS: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

/** Parses one statement; undefined if a required element is missing or invalid (the problems then say so). */
export function parseStatement(node: JsonValue, context: ParseContext): Statement | undefined {
  if (node.type !== 'object') {
    context.problems.syntax(node.span.start, 'A statement must be a JSON object')
    return undefined
  }
  const elements = collectElements(node, context)
  const effect = parseEffect(elements, node, context)
  const sid = parseSid(elements.get('Sid'), context)
  const principal = parsePrincipals(elements, node, context)
  const action = parseActions(elements, node, context)
  const resource = parseResources(elements, node, context)
  const conditions = parseConditions(elements.get('Condition'), context)
  if (effect === undefined || action === undefined) return undefined
  const statement: { -readonly [Key in keyof Statement]: Statement[Key] } = { effect, action, conditions, span: node.span }
  if (sid !== undefined) statement.sid = sid
  if (principal) statement.principal = principal
  if (resource) statement.resource = resource
  if (context.rules.denyNamedOnly) checkResourceControl(statement, context)
  if (context.rules.bucketRules) checkBucketStatement(statement, context)
  return statement
}

/** Rules that apply only to resource control policies. Source: Organizations User Guide, "RCP syntax". */
function checkResourceControl({ effect, action, span }: Statement, { problems }: ParseContext): void {
  const report = (detail: string) => problems.add({ at: span.start, stage: 'syntax', message: AWS_TEXT.organization, detail })
  if (effect === 'Allow') report('The Effect of a resource control policy must be "Deny"')
  if (action.negated) report('A resource control policy must not have NotAction')
  const broad = action.patterns.find((pattern) => pattern === '*' || pattern.startsWith('*:'))
  if (broad !== undefined) report(`Action ${broad} must name a service`)
}

function collectElements(node: JsonObject, context: ParseContext): Elements {
  const elements = new Map<string, JsonMember>()
  for (const member of node.members) {
    if (!ELEMENTS.has(member.key)) reportUnknown(member.key, member.keySpan.start, context)
    elements.set(member.key, member)
  }
  return elements
}

function parseEffect(elements: Elements, node: JsonObject, context: ParseContext): 'Allow' | 'Deny' | undefined {
  const { problems } = context
  const value = elements.get('Effect')?.value
  if (value === undefined) reportMissing('Effect', { ...context, at: node.span.start })
  else if (value.type === 'string' && (value.text === 'Allow' || value.text === 'Deny')) return value.text
  else if (value.type === 'string' && /^(?:allow|deny)$/i.test(value.text)) problems.legacy(value.span.start, EFFECT)
  else problems.syntax(value.span.start, EFFECT)
  return undefined
}

const EFFECT = 'Effect must be "Allow" or "Deny"'

function parseSid(member: JsonMember | undefined, { problems }: ParseContext): string | undefined {
  if (member === undefined) return undefined
  if (member.value.type === 'string') return member.value.text === '' ? undefined : member.value.text
  problems.syntax(member.value.span.start, 'Sid must be a string')
  return undefined
}
