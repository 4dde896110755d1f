import { functionHint, propertyHint } from './cloudformation.js'
import type { DocumentFault, Path } from './fault.js'
import { policyProblem } from './policy-text.js'
import { type DocumentShape, mayBeEmpty, type TextShape } from './shape.js'

/** What is wrong with a value of this shape, everything: also what a JSON Schema cannot say, such as what is wrong with a policy. */
export function shapeFaults(value: unknown, shape: DocumentShape): DocumentFault[] {
  const faults: DocumentFault[] = []
  check(value, shape, { path: [], report: (path, message) => void faults.push({ path, message }) })
  return faults
}

interface Place {
  readonly path: Path
  readonly report: (path: Path, message: string) => void
}

const inside = ({ path, report }: Place, step: string | number): Place => ({ path: [...path, step], report })

function check(value: unknown, shape: DocumentShape, place: Place): void {
  const problem = CHECKS[shape.kind](value, shape as never, place)
  if (problem !== undefined) place.report(place.path, problem)
}

type Check<K extends DocumentShape['kind']> = (
  value: unknown,
  shape: Extract<DocumentShape, { kind: K }>,
  place: Place,
) => string | undefined

const CHECKS: { readonly [K in DocumentShape['kind']]: Check<K> } = {
  named: (value, { shape }, place) => void check(value, shape(), place),
  object(value, shape, place) {
    if (value === null && mayBeEmpty(shape)) return undefined
    if (!isMap(value)) return `${said(value)} stands where a map of these belongs: ${Object.keys(shape.properties).join(', ')}.`
    for (const [name, held] of Object.entries(value)) {
      const property = Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined
      if (property === undefined) place.report([...place.path, name], unknownText(name, Object.keys(shape.properties)))
      else check(held, property, inside(place, name))
    }
    const missing = shape.required?.filter((name) => !Object.hasOwn(value, name)) ?? []
    return missing.length === 0 ? undefined : `${missing.join(', ')} must be given.`
  },
  map(value, shape, place) {
    if (value === null) return undefined
    if (!isMap(value)) return `${said(value)} stands where a map by name belongs, such as ${shape.example ?? '{NAME: ...}'}.`
    const entries = Object.entries(value)
    const spellings = new Map<string, string>()
    for (const [name, held] of entries) {
      const other = shape.ignoresCase ? spellings.get(name.toLowerCase()) : undefined
      spellings.set(name.toLowerCase(), name)
      const problem =
        other === undefined
          ? textProblem(name, shape.keys)
          : `${quoted(name)} differs from ${quoted(other)} by case alone. AWS takes them for one.`
      if (problem !== undefined) place.report([...place.path, name], problem)
      check(held, shape.of, inside(place, name))
    }
    return shape.most !== undefined && entries.length > shape.most ? `There must be at most ${shape.most} of them.` : undefined
  },
  list(value, shape, place) {
    if (!Array.isArray(value)) return `${said(value)} stands where a list belongs.${functionHint(value)}`
    value.forEach((one: unknown, at) => {
      if (shape.isSet && value.indexOf(one) !== at) place.report([...place.path, at], `${quoted(one)} is there twice. Remove one.`)
      check(one, shape.of, inside(place, at))
    })
    return shape.most !== undefined && value.length > shape.most ? `There must be at most ${shape.most} of them.` : undefined
  },
  number: (value, { least, most }) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `${said(value)} must be a whole number from ${least} to ${most}.`,
  flag: (value) => (typeof value === 'boolean' ? undefined : `${said(value)} must be true or false.`),
  choice: (value, { of }) => (of.some((one) => one === value) ? undefined : `${said(value)} must be one of: ${of.join(', ')}.`),
  policy(value, { policy: use }) {
    if (typeof value !== 'string' && !isMap(value))
      return `${said(value)} must be a policy: a map with Version and Statement, or JSON text.`
    return policyProblem(value, use)
  },
  text: (value, shape) =>
    typeof value === 'string' ? textProblem(value, shape) : `${said(value)} must be ${shape.must}.${functionHint(value)}`,
}

const unknownText = (name: string, known: readonly string[]): string =>
  `${quoted(name)} is not known here.${propertyHint(name)} Known are: ${known.join(', ')}.`

/** Characters are counted as JSON Schema counts them: code points. */
function textProblem(value: string, { pattern, least = 0, most = Number.POSITIVE_INFINITY, must }: TextShape): string | undefined {
  const length = [...value].length
  const fits = length >= least && length <= most && (pattern === undefined || new RegExp(pattern, 'u').test(value))
  return fits ? undefined : `${quoted(value)} must be ${must}.`
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value in a message, cut where it is long. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function said(value: unknown): string {
  if (value === null) return 'Nothing'
  if (Array.isArray(value)) return 'A list'
  return typeof value === 'object' ? 'A map' : quoted(value)
}
