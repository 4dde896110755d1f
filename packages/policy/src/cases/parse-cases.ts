import type { Decision, Layer } from '../decision.js'
import { type JsonValue, parseJson } from '../document/json.js'
import { KINDS, POLICY_KINDS, type PolicyKind } from '../document/kinds.js'
import { type ParseResult, parsePolicy, parseValue } from '../document/parse.js'
import type { Options } from '../options.js'
import { parseCaseRequest } from './case-request.js'
import { type CaseProblem, Field, isScalar } from './field.js'
import type { ExpectedDecision, PolicyCase } from './policy-case.js'

/**
 * How to parse cases.
 *
 * @example
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const kindWith = (options: CaseOptions) => {
 *   const result = parseCases(JSON.stringify({ request, policies: {} }), options)
 *   return result.ok && result.cases[0]?.kind
 * }
 * console.log(kindWith({}), kindWith({ expectationOptional: true }))
 * // => unreadable evaluation
 */
export interface CaseOptions {
  /** How to decide the points on which AWS's pages disagree, for the evaluation cases. */
  readonly options?: Options
  /** Whether an evaluation case may leave out what it expects (default: no). */
  readonly expectationOptional?: boolean
}

/**
 * The cases of a text; or the reason and position if it is not JSON.
 *
 * @example
 * const show = (result: ParseCasesResult) => (result.ok ? `${result.cases.length} cases` : `column ${result.problem.column}: ${result.problem.detail}`)
 * console.log(show(parseCases('[{}, {}]')))
 * // => 2 cases
 * console.log(show(parseCases('[{}, {}')))
 * // => column 8: Expected , or ]
 */
export type ParseCasesResult =
  | { readonly ok: true; readonly cases: readonly PolicyCase[] }
  | { readonly ok: false; readonly problem: Omit<CaseProblem, 'path'> }

/**
 * Parses a list of cases, or a single case, from JSON text in the shape of the shared vectors (evaluation and validation cases can be mixed). Other
 * members (`area`, `confidence`, notes) are ignored, but only at the top level of a case.
 *
 * @example
 * const file = '{ "id": "empty", "kind": "scp", "document": { "Statement": [] }, "valid": false }'
 * const result = parseCases(file)
 * console.log(result.ok && result.cases.map((one) => runCase(one).passed).join())
 * // => true
 */
export function parseCases(text: string, options: CaseOptions = {}): ParseCasesResult {
  const json = parseJson(text)
  if (!json.ok) return { ok: false, problem: { detail: json.error.reason, ...json.error.position } }
  const { value } = json
  const items = value.type === 'array' ? value.items : [value]
  if (items.length === 0) return { ok: false, problem: { detail: 'There must be at least one case', ...value.span.start } }
  return { ok: true, cases: items.map((item, index) => parseCase(item, { position: index + 1, options })) }
}

type Fields = ReadonlyMap<string, Field>

function parseCase(json: JsonValue, { position, options }: { position: number; options: CaseOptions }): PolicyCase {
  const problems: CaseProblem[] = []
  const field = new Field(json, problems)
  const fields = field.members() ?? new Map<string, Field>()
  const [id, why] = [wordsOf(fields.get('id')), wordsOf(fields.get('why'))]
  const header = { id: id ?? String(position), ...(why !== undefined && { why }), line: json.span.start.line }
  const read = problems.length > 0 ? UNREADABLE : parseEither(fields, { field, options })
  if (read.kind === 'unreadable' || problems.length > 0) return { ...header, kind: 'unreadable', problems, expected: read.expected ?? null }
  return { ...header, ...read }
}

/** Names and reasons do not affect the result, so values that are not text are left out. */
function wordsOf(field: Field | undefined): string | undefined {
  return field !== undefined && isScalar(field.json) && field.json.text !== '' ? field.json.text : undefined
}

type WithoutHeader<Case> = Case extends PolicyCase ? Omit<Case, 'id' | 'why' | 'line' | 'problems'> : never
type ParsedCase = WithoutHeader<PolicyCase>

const UNREADABLE = { kind: 'unreadable', expected: null } as const

interface CaseParsing {
  readonly field: Field
  readonly options: CaseOptions
}

function parseEither(fields: Fields, parsing: CaseParsing): ParsedCase {
  if (fields.has('request') && fields.has('kind')) parsing.field.report('is both an evaluation case (request) and a validation case (kind)')
  if (fields.has('request')) return parseEvaluation(fields, parsing)
  if (fields.has('kind')) return parseValidation(fields, parsing)
  const members = 'request, policies, expect) nor a validation case (kind, document or text, valid)'
  parsing.field.report(`is neither an evaluation case (${members}`)
  return UNREADABLE
}

function parseEvaluation(fields: Fields, { field, options }: CaseParsing): ParsedCase {
  const anyDenial = fields.get('assert')?.word(['denied']) === 'denied'
  const expected = parseExpected(fields, { field, optional: options.expectationOptional === true })
  const request = parseCaseRequest(fields, { field, options: options.options })
  if (request === undefined) return { kind: 'unreadable', expected: expected ?? null }
  return { kind: 'evaluation', request, anyDenial, ...(expected && { expected }) }
}

const OUTCOMES: readonly Decision['outcome'][] = ['allow', 'explicitDeny', 'implicitDeny']

function parseExpected(fields: Fields, { field, optional }: { field: Field; optional: boolean }): ExpectedDecision | undefined {
  const anyDenial = fields.has('assert')
  const given = fields.get('expect')
  if (given === undefined && !anyDenial) return optional ? undefined : field.report(`must have expect; use one of: ${OUTCOMES.join(', ')}`)
  const decision = given === undefined ? 'denied' : given.word(OUTCOMES)
  if (anyDenial && decision === 'allow') given?.report('is allow, but assert is denied')
  const decidedBy = parseDecidedBy(fields.get('decidedBy'))
  return decision && { decision, ...(decidedBy !== undefined && { decidedBy }) }
}

/** The layers that a case can expect: cases are decided without a budget. */
const LAYERS: Readonly<Record<Exclude<Layer, 'workBudget'>, true>> = {
  identity: true,
  boundary: true,
  session: true,
  resource: true,
  trust: true,
  scp: true,
  rcp: true,
  root: true,
  service: true,
  credentialType: true,
  s3BlockPublicAccess: true,
}

/** An unknown layer name is an error: `decidedBy` never fails a case, so a typing error would stay unnoticed. */
function parseDecidedBy(field: Field | undefined): Layer | readonly Layer[] | undefined {
  const layers = Object.keys(LAYERS) as Layer[]
  if (field?.json.type !== 'array') return field?.word(layers)
  return field.items()?.flatMap((item) => item.word(layers) ?? [])
}

function parseValidation(fields: Fields, { field }: CaseParsing): ParsedCase {
  const kind = fields.get('kind')?.word(POLICY_KINDS)
  const valid = fields.has('valid') ? fields.get('valid')?.flag() : field.report('must have valid: true or false')
  const result = kind && parseResult(fields, { field, kind })
  if (valid === undefined || result === undefined) return { kind: 'unreadable', expected: valid === undefined ? null : { valid } }
  return { kind: 'validation', expected: { valid }, result }
}

function parseResult(fields: Fields, { field, kind }: { field: Field; kind: PolicyKind }): ParseResult | undefined {
  const bucket = fields.get('bucket')?.text()
  const partition = fields.get('partition')?.text()
  const saving = partition === undefined ? undefined : { partition }
  const [document, text] = [fields.get('document'), fields.get('text')]
  if ((document === undefined) === (text === undefined)) return field.report('must have either document or text, not both')
  if (document !== undefined) return parseValue(document.json, { kind, rules: KINDS[kind], bucket, saving })
  const raw = rawText(text)
  return raw === undefined ? undefined : parsePolicy(raw, kind, { ...(bucket !== undefined && { bucket }), ...(saving && { saving }) })
}

/** The text byte for byte; it may be empty. */
function rawText(field: Field | undefined): string | undefined {
  return field?.json.type === 'string' ? field.json.text : field?.report('must be a string')
}
