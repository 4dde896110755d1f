import { isNumeric } from './scalar.js'
import type { Member, ServiceModel, Shape } from './service-model.js'

type Values = Readonly<Record<string, unknown>>

/** The most clauses that are reported for one input (daypass's own limit): reporting thousands of invalid items helps no more than a hundred. */
const MOST_CLAUSES = 100

interface Report {
  readonly clauses: string[]
  /** Violations that are reported as sentences, after all violations that are reported as clauses. */
  readonly sentences: string[]
  readonly withValue: boolean
}

/**
 * The violations of the model's constraints in an input, one clause each, in model order; empty if there are none. Within a member the pattern comes
 * before the length (as AWS answers), lengths are UTF-16 units (as Java counts). Sensitive values are never quoted. The clause's form is per service:
 * STS quotes the value, IAM only names the member (both recorded on AWS).
 */
export const checkConstraints = (model: ServiceModel, shapeName: string, input: Values): string[] =>
  inspect(model, shapeName, input).clauses

/**
 * The text of a ValidationError for an input, undefined if it is valid. Clauses come first, all in one text. IAM checks the characters of names and
 * paths only after that, and reports the first invalid one in a sentence.
 */
export function constraintProblem(model: ServiceModel, shapeName: string, input: Values): string | undefined {
  const { clauses, sentences } = inspect(model, shapeName, input)
  return clauses.length > 0 ? validationMessage(clauses) : sentences[0]
}

function inspect(model: ServiceModel, shapeName: string, input: Values): Report {
  const shape = model.shapes.get(shapeName)
  if (!shape) throw new Error(`the model has no shape ${shapeName}`)
  const report: Report = { clauses: [], sentences: [], withValue: model.constraintStyle === 'with-value' }
  checkMembers(shape, input, { path: '', report })
  return report
}

/** The most characters of a value that are quoted (daypass's own limit): AWS quotes all of it, and here a form can have half a million. */
const MOST_QUOTED = 4_096

/** The text of a ValidationError made of clauses. */
export function validationMessage(clauses: readonly string[]): string {
  return `${clauses.length} validation error${clauses.length === 1 ? '' : 's'} detected: ${clauses.join('; ')}`
}

interface Place {
  readonly path: string
  readonly report: Report
}

function checkMembers(shape: Shape, values: Values, place: Place): void {
  for (const member of shape.members)
    if (!isFull(place)) checkMember(member, values[member.name], { ...place, path: `${place.path}${member.label}` })
}

const isFull = ({ report }: Place): boolean => report.clauses.length >= MOST_CLAUSES

function checkMember(member: Member, value: unknown, place: Place): void {
  if (value !== undefined && value !== null) checkValue(member.shape, value, place)
  else if (member.required) add(place, { shape: member.shape, value: null }, 'Member must not be null')
}

function checkValue(shape: Shape, value: unknown, place: Place): void {
  if (typeof value === 'string') checkString(shape, value, place)
  else if (Array.isArray(value)) checkList(shape, value, place)
  else if (isNumeric(shape)) checkBounds({ shape, value }, { size: Number(value), noun: 'value' }, place)
  else if (shape.type === 'map') checkMap(shape, value as Values, place)
  else if (shape.type === 'structure') checkMembers(shape, value as Values, { ...place, path: `${place.path}.` })
}

function checkString(shape: Shape, value: string, place: Place): void {
  if (shape.pattern && !shape.pattern.matches.test(value)) {
    const { source, sentence } = shape.pattern
    if (sentence === undefined) add(place, { shape, value }, `Member must satisfy regular expression pattern: ${source}`)
    else place.report.sentences.push(`The specified value for ${place.path} is invalid. ${sentence}`)
  }
  checkBounds({ shape, value }, { size: value.length, noun: 'length' }, place)
  if (!shape.enum || shape.enum.includes(value)) return
  const members = place.report.withValue ? `: [${shape.enum.join(', ')}]` : ''
  add(place, { shape, value }, `Member must satisfy enum value set${members}`)
}

function checkList(shape: Shape, value: readonly unknown[], place: Place): void {
  checkBounds({ shape, value }, { size: value.length, noun: 'length' }, place)
  const { member } = shape
  if (!member) return
  value.forEach((item, index) => {
    if (!isFull(place)) checkValue(member.shape, item, { ...place, path: `${place.path}.${index + 1}.member` })
  })
}

function checkMap(shape: Shape, values: Values, place: Place): void {
  const entries = Object.entries(values)
  checkBounds({ shape, value: values }, { size: entries.length, noun: 'length' }, place)
  for (const [key, value] of entries) {
    if (isFull(place)) return
    if (shape.key) checkValue(shape.key.shape, key, { ...place, path: `${place.path}.key` })
    if (shape.value) checkValue(shape.value.shape, value, { ...place, path: `${place.path}.${key}.member` })
  }
}

interface Subject {
  readonly shape: Shape
  readonly value: unknown
}

function checkBounds(subject: Subject, measure: { size: number; noun: 'length' | 'value' }, place: Place): void {
  const { min, max } = subject.shape
  // NaN is never within bounds.
  if (min !== undefined && !(measure.size >= min)) add(place, subject, `Member must have ${measure.noun} greater than or equal to ${min}`)
  if (max !== undefined && !(measure.size <= max)) add(place, subject, `Member must have ${measure.noun} less than or equal to ${max}`)
}

function add(place: Place, subject: Subject, constraint: string): void {
  if (isFull(place)) return
  place.report.clauses.push(`Value${quoted(subject, place.report)} at '${place.path}' failed to satisfy constraint: ${constraint}`)
}

function quoted({ shape, value }: Subject, report: Report): string {
  if (!report.withValue || shape.sensitive) return ''
  if (value === null) return ' null'
  if (typeof value === 'string' || typeof value === 'number') return ` '${cut(String(value))}'`
  // Only lists of plain strings are shown: how AWS prints structures is not known, and they may contain what must not be echoed.
  if (Array.isArray(value) && shape.member?.shape.type === 'string' && !shape.member.shape.sensitive) return ` '[${cut(value.join(', '))}]'`
  return ''
}

const cut = (text: string): string => (text.length <= MOST_QUOTED ? text : `${text.slice(0, MOST_QUOTED)}...`)
