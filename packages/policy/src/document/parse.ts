/**
 * Text to policy: parses the JSON, checks it against the grammar of its kind and returns either a policy or every problem found, each with its
 * position. Rejects by name whatever it does not understand, so that nothing is saved that would later be ignored. Knows matching and conditions,
 * which define what is understood; knows nothing of decisions.
 */

import type { SaveOptions } from '../saving/saving.js'
import { type JsonMember, type JsonObject, type JsonValue, parseJson } from './json.js'
import { KINDS, type PolicyKind } from './kinds.js'
import { type ParseContext, reportMissing, reportUnknown } from './parse-context.js'
import type { LanguageVersion, Policy, Statement } from './policy.js'
import { AWS_TEXT, type Problem, Problems } from './problem.js'
import { parseStatement } from './statement.js'

/**
 * The result of parsing a document. `problems` is never empty. It is in the order in which IAM checks: IAM would report the first.
 *
 * @example
 * const faults = (result: ParseResult) => (result.ok ? [] : result.problems)
 * console.log(faults(parsed).length, faults(parsePolicy('[]', 'managed'))[0]?.detail)
 * // => 0 A policy must be a JSON object
 */
export type ParseResult = { readonly ok: true; readonly policy: Policy } | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * What the text alone does not say.
 *
 * @example
 * const site = '{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*"}}'
 * const options: ParseOptions = { bucket: 'other' }
 * console.log(parsePolicy(site, 's3-bucket').ok, parsePolicy(site, 's3-bucket', options).ok)
 * // => true false
 */
export interface ParseOptions {
  /** `s3-bucket`: the bucket that the policy is for. If set, resources outside this bucket are rejected. */
  readonly bucket?: string
  /** Set if the document is to be saved: it must then also meet the rules that AWS applies only on saving. Leave it out to parse a stored document. */
  readonly saving?: SaveOptions
}

/**
 * Parses and validates a policy document of the given kind. Does not check the size (see `policySize`). The first problem's `message` is the sentence
 * for IAM's MalformedPolicyDocument or S3's MalformedPolicy.
 *
 * @example
 * const wrong = parsePolicy('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resourse":"*"}}', 'managed')
 * if (!wrong.ok) for (const { line, column, detail } of wrong.problems) console.log(`${line}:${column} ${detail}`)
 * // => 1:71 Unknown element Resourse
 * // => 1:37 Policy statement must contain resources.
 */
export function parsePolicy(text: string, kind: PolicyKind, options: ParseOptions = {}): ParseResult {
  return parseByRules(text, { kind, rules: KINDS[kind], bucket: options.bucket, saving: options.saving })
}

/** The parts of the parse context that come from the caller. */
type ParseInput = Omit<ParseContext, 'version' | 'problems'>

/** `parsePolicy` with the rules that the caller gives. */
export function parseByRules(text: string, input: ParseInput): ParseResult {
  const json = parseJson(text)
  const problems = new Problems()
  if (json.ok) return parseRoot(json.value, { input, problems, isIndented: SPACE.test(text) })
  problems.add({ at: json.error.position, stage: 'syntax', message: input.rules.notJson, detail: json.error.reason })
  return { ok: false, problems: problems.list }
}

/** `parseByRules` for a document inside another JSON text: all positions are those of that text. */
export function parseValue(document: JsonValue, input: ParseInput): ParseResult {
  return parseRoot(document, { input, problems: new Problems(), isIndented: false })
}

const SPACE = /^[ \t\r\n]/

function parseRoot(
  document: JsonValue,
  { input, problems, isIndented }: { input: ParseInput; problems: Problems; isIndented: boolean },
): ParseResult {
  const { kind, rules, bucket, saving } = input
  const { leadingSpace } = rules
  if (isIndented && saving !== undefined && leadingSpace !== undefined)
    problems.add({
      at: { line: 1, column: 1 },
      stage: 'legacy',
      message: leadingSpace,
      detail: 'The document must begin with {, without white space before it',
    })
  const policy = parseDocument(document, { kind, rules, bucket, saving, problems })
  return problems.isEmpty && policy ? { ok: true, policy } : { ok: false, problems: problems.list }
}

// Here and in parseStatement objects are built member by member, because spreading costs as much as parsing a small statement.
function parseDocument(root: JsonValue, input: Omit<ParseContext, 'version'>): Policy | undefined {
  if (root.type !== 'object') {
    input.problems.syntax(root.span.start, 'A policy must be a JSON object')
    return undefined
  }
  for (const { key, keySpan } of root.members) {
    if (key !== 'Version' && key !== 'Id' && key !== 'Statement') reportUnknown(key, keySpan.start, input)
  }
  const written = findMember(root, 'Version')
  const version = parseVersion(written, root, input)
  const id = parseId(findMember(root, 'Id'), input)
  const { kind, rules, bucket, saving, problems } = input
  const statements = parseStatements(root, { kind, rules, bucket, saving, problems, version })
  const policy: { -readonly [Key in keyof Policy]: Policy[Key] } = { kind, version, statements }
  if (written === undefined) policy.unversioned = true
  if (id !== undefined) policy.id = id
  return policy
}

const VERSIONS = 'Version must be "2012-10-17" or "2008-10-17"'

/** The member with that name; the JSON parser rejects duplicates. */
function findMember(object: JsonObject, key: string): JsonMember | undefined {
  return object.members.find((member) => member.key === key)
}

function parseVersion(
  member: JsonMember | undefined,
  root: JsonObject,
  { rules, saving, problems }: Omit<ParseContext, 'version'>,
): LanguageVersion {
  const written = member?.value.type === 'string' ? member.value.text : undefined
  if (written === '2012-10-17') return written
  const at = (member?.value ?? root).span.start
  const isKnown = member === undefined || written === '2008-10-17'
  const message = rules.latestVersion ?? (saving === undefined || !isKnown ? undefined : rules.latestVersionToSave)
  if (message !== undefined) problems.add({ at, stage: 'version', message, detail: 'Version must be "2012-10-17" in this kind of policy' })
  else if (!isKnown)
    problems.add({ at, stage: 'syntax', message: rules.namesElements ? AWS_TEXT.s3Version : AWS_TEXT.syntax, detail: VERSIONS })
  else return '2008-10-17'
  return '2012-10-17'
}

function parseId(member: JsonMember | undefined, { rules, problems }: Omit<ParseContext, 'version'>): string | undefined {
  if (member === undefined) return undefined
  if (!rules.id) problems.syntax(member.keySpan.start, 'The element Id can only be used in resource-based policies')
  if (member.value.type === 'string') return member.value.text
  problems.syntax(member.value.span.start, 'Id must be a string')
  return undefined
}

function parseStatements(root: JsonObject, context: ParseContext): Statement[] {
  const member = findMember(root, 'Statement')
  if (member === undefined) {
    reportMissing('Statement', { ...context, at: root.span.start })
    return []
  }
  const items = member.value.type === 'array' ? member.value.items : [member.value]
  if (items.length === 0) context.problems.syntax(member.value.span.start, 'Statement must have at least one statement')
  const sids = new Set<string>()
  const statements: Statement[] = []
  for (const item of items) {
    const statement = parseStatement(item, context)
    if (statement === undefined) continue
    checkSid(statement, { sids, context })
    statements.push(statement)
  }
  return statements
}

const STRICT_SID = /^[0-9A-Za-z]*$/

function checkSid({ sid, span }: Statement, { sids, context }: { sids: Set<string>; context: ParseContext }): void {
  if (sid === undefined || !context.rules.strictSids) return
  if (!STRICT_SID.test(sid))
    context.problems.add({
      at: span.start,
      stage: 'sids',
      message: AWS_TEXT.sidCharacters,
      detail: `Sid ${sid} must have letters and digits only`,
    })
  if (sids.has(sid))
    context.problems.add({ at: span.start, stage: 'sids', message: AWS_TEXT.sidUnique, detail: `Sid ${sid} is used twice` })
  sids.add(sid)
}
