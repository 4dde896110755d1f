import { type ActionFault, actionVendor, findActionFault } from '../matching/action.js'
import { isResourcePattern } from '../matching/resource.js'
import { findArnProblem } from '../saving/arns.js'
import type { JsonObject, JsonScalar, JsonValue } from './json.js'
import { type Elements, type ParseContext, reportMissing } from './parse-context.js'
import type { PatternElement } from './policy.js'
import { AWS_TEXT, type Problems, type Stage } from './problem.js'

/** Parses Action or NotAction; exactly one is required. */
export function parseActions(elements: Elements, node: JsonObject, context: ParseContext): PatternElement | undefined {
  const chosen = chooseOne(elements, 'Action', context)
  if (chosen === 'both') return undefined
  return parsePatterns(chosen ?? { value: node }, {
    context,
    check: checkAction,
    stage: 'actions',
    name: 'Action',
    missing: AWS_TEXT.actionsMissing,
  })
}

/** Parses Resource or NotResource, or reports it if the kind forbids it. */
export function parseResources(elements: Elements, node: JsonObject, context: ParseContext): PatternElement | undefined {
  const chosen = chooseOne(elements, 'Resource', context)
  if (chosen === 'both') return undefined
  if (context.rules.resource === 'required') {
    const whenMissing = { stage: 'resources', name: 'Resource', missing: AWS_TEXT.resourcesMissing } as const
    return parsePatterns(chosen ?? { value: node }, { context, check: checkResource, ...whenMissing })
  }
  if (chosen) {
    const message = `Has prohibited field ${chosen.negated ? 'NotResource' : 'Resource'}`
    context.problems.add({ at: chosen.value.span.start, stage: 'resources', message })
  }
  return undefined
}

interface ChosenElement {
  /** The element's value, or the whole statement when it has no such element. */
  readonly value: JsonValue
  /** Absent if the statement has no such element. */
  readonly negated?: boolean
}

interface PatternRules {
  readonly context: ParseContext
  readonly check: (pattern: JsonScalar, context: ParseContext) => void
  readonly stage: Stage
  /** The element, and the message if there are no patterns. */
  readonly name: string
  readonly missing: string
}

function parsePatterns(
  { value, negated }: ChosenElement,
  { context, check, stage, name, missing }: PatternRules,
): PatternElement | undefined {
  const texts = negated === undefined ? [] : parseTexts(value, context.problems)
  if (texts === undefined) return undefined
  if (texts.length === 0) {
    reportMissing(name, { ...context, at: value.span.start, stage, otherwise: missing })
    return undefined
  }
  for (const text of texts) check(text, context)
  return { negated: negated === true, patterns: texts.map(({ text }) => text), spans: texts.map(({ span }) => span) }
}

function chooseOne(elements: Elements, name: 'Action' | 'Resource', { problems }: ParseContext): ChosenElement | 'both' | undefined {
  const plain = elements.get(name)
  const negated = elements.get(`Not${name}`)
  if (plain && negated) {
    problems.syntax(negated.keySpan.start, `A statement must have either ${name} or Not${name}, not both`)
    return 'both'
  }
  const member = plain ?? negated
  return member && { value: member.value, negated: negated !== undefined }
}

/** A string or an array of strings. */
export function parseTexts(value: JsonValue, problems: Problems): readonly JsonScalar[] | undefined {
  const items = value.type === 'array' ? value.items : [value]
  if (items.every(isText)) return items
  problems.syntax((items.find((item) => !isText(item)) ?? value).span.start, 'Expected a string or a list of strings')
  return undefined
}

function isText(item: JsonValue): item is JsonScalar {
  return item.type === 'string'
}

function checkAction({ text, span }: JsonScalar, { rules, problems }: ParseContext): void {
  const fault = findActionFault(text)
  const { vendors } = rules
  if (fault === undefined && vendors === undefined) return
  const at = span.start
  if (fault !== undefined) {
    problems.add({
      at,
      stage: 'names',
      message: FAULT_TEXT[fault](text),
      detail: `Action ${text} must be a service and a name joined by one colon`,
    })
  } else if (vendors && !vendors.names.includes(actionVendor(text)) && !(text === '*' && vendors.bareWildcard)) {
    problems.add({ at, stage: 'names', message: vendors.message, detail: `Action ${text} cannot be used in this kind of policy` })
  }
}

const FAULT_TEXT: Readonly<Record<ActionFault, (action: string) => string>> = {
  'no-vendor': () => AWS_TEXT.vendorMissing,
  'many-colons': () => AWS_TEXT.oneColon,
  vendor: (action) => `Vendor ${action.slice(0, action.indexOf(':'))} is not valid`,
  name: () => AWS_TEXT.syntax,
}

function checkResource({ text, span }: JsonScalar, { version, rules, saving, problems }: ParseContext): void {
  const problem = saving && rules.checksArns ? findArnProblem(text, version === '2012-10-17', saving) : undefined
  if (problem !== undefined) {
    problems.add({ at: span.start, ...problem })
    return
  }
  if (isResourcePattern(text, version === '2012-10-17')) return
  const message = rules.bucketRules ? AWS_TEXT.s3Resource : `Resource ${text} must be in ARN format or "*".`
  const shape = !isResourcePattern(text) ? 'be an ARN of six parts or "*"' : 'have complete policy variables, in its last part only'
  problems.add({ at: span.start, stage: 'arns', message, detail: `Resource ${text} must ${shape}` })
}
