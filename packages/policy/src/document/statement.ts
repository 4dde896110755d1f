import { checkBucketStatement } from './bucket-rules.js'
import { readConditions } from './condition-element.js'
import type { JsonMember, JsonObject, JsonValue } from './json.js'
import { readActions, readResources } from './pattern-element.js'
import type { Statement } from './policy.js'
import { readPrincipals } from './principal-element.js'
import { AWS_TEXT } from './problem.js'
import type { Elements, Reading } from './reading.js'

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

/** Reads one statement; undefined when a part that every statement needs is missing or broken (the problems then say so). */
export function readStatement(node: JsonValue, reading: Reading): Statement | undefined {
  if (node.type !== 'object') {
    reading.problems.syntax(node.span.start, 'A statement is a JSON object')
    return undefined
  }
  const elements = collectElements(node, reading)
  const effect = readEffect(elements, node, reading)
  const sid = readSid(elements.get('Sid'), reading)
  const principal = readPrincipals(elements, node, reading)
  const action = readActions(elements, node, reading)
  const resource = readResources(elements, node, reading)
  const conditions = readConditions(elements.get('Condition'), reading)
  if (effect === undefined || action === undefined) return undefined
  const statement: { -readonly [Key in keyof Statement]: Statement[Key] } = { effect, action, conditions, span: node.span }
  if (sid !== undefined) statement.sid = sid
  if (principal) statement.principal = principal
  if (resource) statement.resource = resource
  if (reading.rules.denyNamedOnly) checkResourceControl(statement, reading)
  if (reading.rules.bucketRules) checkBucketStatement(statement, reading)
  return statement
}

/** What only resource control policies are held to. Source: Organizations User Guide, "RCP syntax". */
function checkResourceControl({ effect, action, span }: Statement, { problems }: Reading): void {
  const refuse = (detail: string) => problems.add({ at: span.start, stage: 'syntax', message: AWS_TEXT.organization, detail })
  if (effect === 'Allow') refuse('A resource control policy denies only')
  if (action.negated) refuse('A resource control policy takes no NotAction')
  const broad = action.patterns.find((pattern) => pattern === '*' || pattern.startsWith('*:'))
  if (broad !== undefined) refuse(`Action ${broad} must name a service`)
}

function collectElements(node: JsonObject, { problems }: Reading): Elements {
  const elements = new Map<string, JsonMember>()
  for (const member of node.members) {
    if (!ELEMENTS.has(member.key)) problems.syntax(member.keySpan.start, `Unknown element ${member.key}`)
    elements.set(member.key, member)
  }
  return elements
}

function readEffect(elements: Elements, node: JsonObject, { problems }: Reading): 'Allow' | 'Deny' | undefined {
  const value = elements.get('Effect')?.value
  if (value === undefined) problems.syntax(node.span.start, 'The element Effect is missing')
  else if (value.type === 'string' && (value.text === 'Allow' || value.text === 'Deny')) return value.text
  else if (value.type === 'string' && /^(?:allow|deny)$/i.test(value.text)) problems.legacy(value.span.start, EFFECT)
  else problems.syntax(value.span.start, EFFECT)
  return undefined
}

const EFFECT = 'Effect must be "Allow" or "Deny"'

function readSid(member: JsonMember | undefined, { problems }: Reading): string | undefined {
  if (member === undefined) return undefined
  if (member.value.type === 'string') return member.value.text === '' ? undefined : member.value.text
  problems.syntax(member.value.span.start, 'Sid must be a string')
  return undefined
}
