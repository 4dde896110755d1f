import type { Decision, Layer } from '../decision.js'
import { type JsonValue, readJson } from '../document/json.js'
import { KINDS, POLICY_KINDS, type PolicyKind } from '../document/kinds.js'
import { type ParseResult, parsePolicy, parseValue } from '../document/parse.js'
import type { Options } from '../options.js'
import { readQuestionOf } from './case-question.js'
import { type CaseProblem, Field, isScalar } from './field.js'
import type { ExpectedDecision, PolicyCase } from './policy-case.js'

/**
 * How cases are read.
 *
 * @example
 * const request = { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', resourceAccount: '111122223333' }
 * const kindWith = (options: CaseOptions) => {
 *   const reading = readCases(JSON.stringify({ request, policies: {} }), options)
 *   return reading.ok && reading.cases[0]?.kind
 * }
 * console.log(kindWith({}), kindWith({ expectationOptional: true }))
 * // => unreadable evaluation
 */
export interface CaseOptions {
  /** Readings of contested points, for the evaluation cases. */
  readonly options?: Options
  /** Whether an evaluation case may leave out what it expects (default: no). */
  readonly expectationOptional?: boolean
}

/**
 * The cases of a text; or why it is not JSON, and where.
 *
 * @example
 * const show = (reading: CasesReading) => (reading.ok ? `${reading.cases.length} cases` : `column ${reading.problem.column}: ${reading.problem.detail}`)
 * console.log(show(readCases('[{}, {}]')))
 * // => 2 cases
 * console.log(show(readCases('[{}, {}')))
 * // => column 8: Expected , or ]
 */
export type CasesReading =
  | { readonly ok: true; readonly cases: readonly PolicyCase[] }
  | { readonly ok: false; readonly problem: Omit<CaseProblem, 'path'> }

/**
 * Reads a list of cases, or one case alone, as JSON text in the shape of the shared vectors (evaluation and validation cases, also mixed). What a
 * case says beside the members it is made of (`area`, `confidence`, notes) is ignored at its top level only.
 *
 * @example
 * const file = '{ "id": "empty", "kind": "scp", "document": { "Statement": [] }, "valid": false }'
 * const reading = readCases(file)
 * console.log(reading.ok && reading.cases.map((one) => runCase(one).passed).join())
 * // => true
 */
export function readCases(text: string, options: CaseOptions = {}): CasesReading {
  const json = readJson(text)
  if (!json.ok) return { ok: false, problem: { detail: json.fault.reason, ...json.fault.place } }
  const { value } = json
  const items = value.type === 'array' ? value.items : [value]
  if (items.length === 0) return { ok: false, problem: { detail: 'There is no case in it', ...value.span.start } }
  return { ok: true, cases: items.map((item, index) => readCase(item, { position: index + 1, options })) }
}

type Fields = ReadonlyMap<string, Field>

function readCase(json: JsonValue, { position, options }: { position: number; options: CaseOptions }): PolicyCase {
  const problems: CaseProblem[] = []
  const field = new Field(json, problems)
  const fields = field.members() ?? new Map<string, Field>()
  const [id, why] = [wordsOf(fields.get('id')), wordsOf(fields.get('why'))]
  const titled = { id: id ?? String(position), ...(why !== undefined && { why }), line: json.span.start.line }
  const read = problems.length > 0 ? UNREAD : readEither(fields, { field, options })
  if (read.kind === 'unreadable' || problems.length > 0) return { ...titled, kind: 'unreadable', problems, expected: read.expected ?? null }
  return { ...titled, ...read }
}

/** Names and reasons bear on nothing: whatever is no text is left out. */
function wordsOf(field: Field | undefined): string | undefined {
  return field !== undefined && isScalar(field.json) && field.json.text !== '' ? field.json.text : undefined
}

type Untitled<Case> = Case extends PolicyCase ? Omit<Case, 'id' | 'why' | 'line' | 'problems'> : never
type Read = Untitled<PolicyCase>

const UNREAD = { kind: 'unreadable', expected: null } as const

interface Reading {
  readonly field: Field
  readonly options: CaseOptions
}

function readEither(fields: Fields, reading: Reading): Read {
  if (fields.has('request') && fields.has('kind')) reading.field.refuse('is both an evaluation case (request) and a validation case (kind)')
  if (fields.has('request')) return readEvaluation(fields, reading)
  if (fields.has('kind')) return readValidation(fields, reading)
  const members = 'request, policies, expect) nor a validation case (kind, document or text, valid)'
  reading.field.refuse(`is neither an evaluation case (${members}`)
  return UNREAD
}

function readEvaluation(fields: Fields, { field, options }: Reading): Read {
  const anyDenial = fields.get('assert')?.word(['denied']) === 'denied'
  const expected = readExpected(fields, { field, optional: options.expectationOptional === true })
  const question = readQuestionOf(fields, { field, options: options.options })
  if (question === undefined) return { kind: 'unreadable', expected: expected ?? null }
  return { kind: 'evaluation', question, anyDenial, ...(expected && { expected }) }
}

const OUTCOMES: readonly Decision['outcome'][] = ['allow', 'explicitDeny', 'implicitDeny']

function readExpected(fields: Fields, { field, optional }: { field: Field; optional: boolean }): ExpectedDecision | undefined {
  const anyDenial = fields.has('assert')
  const given = fields.get('expect')
  if (given === undefined && !anyDenial) return optional ? undefined : field.refuse(`has no expect; there are: ${OUTCOMES.join(', ')}`)
  const decision = given === undefined ? 'denied' : given.word(OUTCOMES)
  if (anyDenial && decision === 'allow') given?.refuse('is allow, and assert says denied')
  const decidedBy = readDecidedBy(fields.get('decidedBy'))
  return decision && { decision, ...(decidedBy !== undefined && { decidedBy }) }
}

/** What a case can expect: cases are decided without a budget. */
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

/** A name that is no layer is refused: `decidedBy` never fails a case, so that nobody would see the slip. */
function readDecidedBy(field: Field | undefined): Layer | readonly Layer[] | undefined {
  const layers = Object.keys(LAYERS) as Layer[]
  if (field?.json.type !== 'array') return field?.word(layers)
  return field.items()?.flatMap((item) => item.word(layers) ?? [])
}

function readValidation(fields: Fields, { field }: Reading): Read {
  const kind = fields.get('kind')?.word(POLICY_KINDS)
  const valid = fields.has('valid') ? fields.get('valid')?.flag() : field.refuse('has no valid, true or false')
  const result = kind && readResult(fields, { field, kind })
  if (valid === undefined || result === undefined) return { kind: 'unreadable', expected: valid === undefined ? null : { valid } }
  return { kind: 'validation', expected: { valid }, result }
}

function readResult(fields: Fields, { field, kind }: { field: Field; kind: PolicyKind }): ParseResult | undefined {
  const bucket = fields.get('bucket')?.text()
  const partition = fields.get('partition')?.text()
  const saving = partition === undefined ? undefined : { partition }
  const [document, text] = [fields.get('document'), fields.get('text')]
  if ((document === undefined) === (text === undefined)) return field.refuse('needs document, or text, and not both')
  if (document !== undefined) return parseValue(document.json, { kind, rules: KINDS[kind], bucket, saving })
  const raw = rawText(text)
  return raw === undefined ? undefined : parsePolicy(raw, kind, { ...(bucket !== undefined && { bucket }), ...(saving && { saving }) })
}

/** Byte for byte, also when it is empty. */
function rawText(field: Field | undefined): string | undefined {
  return field?.json.type === 'string' ? field.json.text : field?.refuse('must be a string')
}
