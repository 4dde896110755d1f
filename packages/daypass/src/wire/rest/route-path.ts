// rest: what the REST protocols share: the path and the query that name an operation, and values in headers.
// It owns no body.
import { type Refused, refused } from '../problem.js'
import { percentDecode } from '../read-form.js'
import type { ServiceModel } from '../service-model.js'

/** The part of a request that the router uses: `path` as received, and the parsed query. */
export interface RequestLine {
  readonly method: string
  readonly path: string
  readonly query: ReadonlyMap<string, readonly string[]>
}

/** The operation of a method and path, served or not, and the decoded labels of its path. */
export interface PathRoute {
  readonly ok: true
  readonly operation: string
  readonly labels: ReadonlyMap<string, string>
}

interface Label {
  readonly label: string
  /** Takes all the rest before what follows it, including slashes. */
  readonly greedy: boolean
}

interface Template {
  readonly operation: string
  readonly method: string
  readonly segments: readonly (string | Label)[]
  readonly literals: readonly (readonly [name: string, value: string])[]
}

const tables = new WeakMap<ServiceModel, readonly Template[]>()

/**
 * Finds the operation by the path templates of the model (Smithy, `http`): `/regions/{Name}`, `/keys/{Key+}`, `/items?list`. A label matches one
 * segment that is not empty, a greedy label several. If several templates match, the one with more literal text wins. Literal segments are compared
 * as received, so that a path has no second spelling with escapes. Undefined if nothing matches; a label that cannot be decoded is a
 * SerializationException.
 */
export function routePath(model: ServiceModel, line: RequestLine): PathRoute | Refused | undefined {
  const segments = line.path.split('/').slice(1)
  for (const template of templatesOf(model)) {
    const texts = template.method === line.method && hasLiterals(template, line.query) ? matched(template.segments, segments) : undefined
    if (texts) return decoded(template.operation, texts)
  }
  return undefined
}

/** The most specific first. */
function templatesOf(model: ServiceModel): readonly Template[] {
  const known = tables.get(model)
  if (known) return known
  const all = [...model.operations.values(), ...model.otherOperations.values()].map(templateOf)
  const made = all.sort((a, b) => weightOf(b) - weightOf(a))
  tables.set(model, made)
  return made
}

/** More than the segments of a path or the literals of a query. */
const MANY = 64

const weightOf = ({ segments, literals }: Template): number => {
  const greedy = segments.filter((segment) => typeof segment !== 'string' && segment.greedy).length
  return (segments.filter((segment) => typeof segment === 'string').length * MANY - greedy) * MANY + literals.length
}

function templateOf({ name, method, requestUri }: { name: string; method: string; requestUri: string }): Template {
  const [path = '/', query = ''] = requestUri.split('?')
  const pairs = query.split('&').filter((pair) => pair !== '')
  return {
    operation: name,
    method,
    segments: path.split('/').slice(1).map(segmentOf),
    literals: pairs.map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']),
  }
}

function segmentOf(text: string): string | Label {
  const label = /^\{([^}+]+)(\+?)\}$/.exec(text)
  return label === null ? text : { label: label[1] ?? '', greedy: label[2] === '+' }
}

const hasLiterals = ({ literals }: Template, query: RequestLine['query']): boolean =>
  literals.every(([name, value]) => query.get(name)?.some((given) => value === '' || given === value))

/** The raw texts of the labels; undefined if the path does not match the template. */
function matched(template: Template['segments'], segments: readonly string[]): ReadonlyMap<string, string> | undefined {
  const greedy = template.findIndex((segment) => typeof segment !== 'string' && segment.greedy)
  const spare = segments.length - template.length
  if (greedy < 0 ? spare !== 0 : spare < 0) return undefined
  const texts = new Map<string, string>()
  for (const [index, wanted] of template.entries()) {
    const from = greedy >= 0 && index > greedy ? index + spare : index
    const text = segments.slice(from, index === greedy ? from + spare + 1 : from + 1).join('/')
    if (typeof wanted === 'string' ? wanted !== text : text === '') return undefined
    if (typeof wanted !== 'string') texts.set(wanted.label, text)
  }
  return texts
}

function decoded(operation: string, texts: ReadonlyMap<string, string>): PathRoute | Refused {
  const labels = new Map<string, string>()
  for (const [label, text] of texts) {
    const value = percentDecode(text)
    if (value === undefined) return refused('SerializationException', 'The path is not well-formed percent-encoded UTF-8.')
    labels.set(label, value)
  }
  return { ok: true, operation, labels }
}
