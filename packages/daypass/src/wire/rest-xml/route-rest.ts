// rest-xml: the codec of restXml as S3 speaks it: buckets and keys in the path, subresources, XML bodies, S3's errors.
// It owns bytes to values and back, by the model alone. What it does not know in a query is rejected.
import { type Refused, refused } from '../problem.js'
import { type FormResult, readForm } from '../read-form.js'
import { type HeaderBag, headerOf } from '../rest/headers.js'
import { type OperationModel, type OtherOperation, requiredNames, type ServiceModel } from '../service-model.js'
import { splitPath } from './split-path.js'

/** The part of a request that the router uses. `path` and `query` are as received (percent-encoded), `query` without the question mark. */
export interface RestRequestLine {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: HeaderBag
}

/** A requested operation that is not served. */
export interface Unserved {
  /** Its name in error messages: an operation of the model that daypass does not have, or `GetObject with versionId`. */
  readonly named: string
  /** The query names that select it, e.g. `partNumber&uploadId`; undefined if there are none. */
  readonly subresource: string | undefined
}

/** The operation of a request, served or not, with what was read from its address. */
export interface RestRoute {
  readonly ok: true
  readonly operation: string
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: ReadonlyMap<string, string>
  readonly unserved?: Unserved
}

interface Binding {
  readonly name: string
  readonly method: string
  readonly level: string
  readonly literals: ReadonlyMap<string, string>
  /** Query names and headers, in lower case, that a request of this operation must have in addition to its literals. */
  readonly required: readonly string[]
  /** The query names that it accepts; undefined if it is not served. */
  readonly declared: ReadonlySet<string> | undefined
}

/** By method and level. */
const tables = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Binding[]>>()

/**
 * Finds the operation of a path-style request from the model's bindings: method, `/`, `/{Bucket}` or `/{Bucket}/{Key+}`, and the query names the
 * model requires (`?location`, `?list-type=2`), where `?delete=` is `?delete`. Other names (`x-id`, signature parameters) are ignored. NOTE What is
 * not served is returned as `unserved`, so that the error can name it: an operation of the published model that daypass does not have, and one that
 * it has with a query name or header that selects another operation or a variant. Falling through to the plain operation would make `PUT /b/k?acl`
 * overwrite the object. Problems: those of the path, InvalidURI for a query that is not visible ASCII, InvalidArgument for a bad escape or a name
 * given twice, MethodNotAllowed if nothing matches.
 */
export function routeRest(model: ServiceModel, line: RestRequestLine): RestRoute | Refused {
  const address = splitPath(line.path)
  if (!address.ok) return address
  const query = readQuery(line.query)
  if (!query.ok) return query
  const { bucket, key } = address
  const wanted = { method: line.method, level: levelOf(bucket, key), params: query.params, has: partsOf(line.headers, query.params) }
  const found = findBinding(model, wanted)
  if (!found) return methodNotAllowed(line.method)
  const unserved = unservedOf(model, found, wanted)
  return { ok: true, operation: found.name, bucket, key, query: query.params, ...(unserved && { unserved }) }
}

function readQuery(text: string): FormResult {
  const form = /^[\x21-\x7e]*$/.test(text) ? readForm(text) : refused('InvalidURI', "Couldn't parse the specified URI.")
  return form.ok || form.problem.code === 'InvalidURI' ? form : refused('InvalidArgument', form.problem.message)
}

function levelOf(bucket: string | undefined, key: string | undefined): string {
  if (bucket === undefined) return '/'
  return key === undefined ? '/{Bucket}' : '/{Bucket}/{Key+}'
}

interface Wanted {
  readonly method: string
  readonly level: string
  readonly params: ReadonlyMap<string, string>
  /** Whether a query name or header was sent, in any case: a presigner may move the header into the query. */
  readonly has: (name: string) => boolean
}

function partsOf(headers: HeaderBag, params: ReadonlyMap<string, string>): Wanted['has'] {
  const names = new Set([...params.keys()].map((name) => (isHoisted(name) ? name.toLowerCase() : name)))
  return (name) => names.has(name) || (isHoisted(name) && headerOf(headers, name) !== undefined)
}

/** Names of headers that a presigner moved can have any case, like headers; the other names are exact. */
const isHoisted = (name: string): boolean => /^x-amz-/i.test(name)

/** The binding that matches most of the request. Served operations come first, and win if another matches as much. */
function findBinding(model: ServiceModel, wanted: Wanted): Binding | undefined {
  let best: Binding | undefined
  let most = -1
  for (const binding of bindingsOf(model).get(placeName(wanted)) ?? []) {
    const weight = matches(binding, wanted) ? weightOf(binding, wanted) : -1
    if (weight > most) {
      best = binding
      most = weight
    }
  }
  return best
}

function matches({ literals }: Binding, wanted: Wanted): boolean {
  for (const [name, value] of literals) {
    const given = wanted.params.get(name)
    if (given === undefined || (value !== '' && given !== value)) return false
  }
  return true
}

/** More parts than any operation requires. */
const LITERAL = 16

/**
 * Literals select an operation; its other required parts distinguish it from others with the same literals (`?analytics`, `?analytics&id`). Negative
 * if it does not match.
 */
function weightOf({ literals, required }: Binding, { has }: Wanted): number {
  const isWhole = required.every(has)
  if (literals.size === 0 && !isWhole) return -1
  return LITERAL * literals.size + (isWhole ? required.length + 1 : 0)
}

const COPY_SOURCE = 'x-amz-copy-source'

function unservedOf(model: ServiceModel, found: Binding, wanted: Wanted): Unserved | undefined {
  const sent = [...wanted.params.keys()].map((name) => (isHoisted(name) ? name.toLowerCase() : name))
  const known = sent.filter((name) => model.knownQueries.has(name))
  const subresource = known.length === 0 ? undefined : known.join('&')
  const { name, literals, declared } = found
  if (declared === undefined) return { named: name, subresource }
  const isForeign = (query: string) => model.refusedQueries.has(query) || !(literals.has(query) || declared.has(query))
  const isCopy = wanted.method === 'PUT' && wanted.has(COPY_SOURCE)
  const foreign = known.find(isForeign) ?? (isCopy && isForeign(COPY_SOURCE) ? COPY_SOURCE : undefined)
  return foreign === undefined ? undefined : { named: `${name} with ${foreign}`, subresource }
}

const placeName = ({ method, level }: Pick<Binding, 'method' | 'level'>): string => `${method} ${level}`

function bindingsOf(model: ServiceModel): ReadonlyMap<string, readonly Binding[]> {
  const known = tables.get(model)
  if (known) return known
  const made = new Map<string, Binding[]>()
  for (const binding of [...[...model.operations.values()].map(bindingOf), ...[...model.otherOperations.values()].map(otherBinding)]) {
    const here = made.get(placeName(binding))
    if (here === undefined) made.set(placeName(binding), [binding])
    else here.push(binding)
  }
  tables.set(model, made)
  return made
}

function bindingOf(operation: OperationModel): Binding {
  const members = operation.input?.members ?? []
  const declared = members.filter(({ location }) => location === 'querystring').map(({ wireName }) => wireName)
  const required = requiredNames(operation)
  return { ...placeOf(operation), required, declared: new Set([...declared, ...required]) }
}

function otherBinding(operation: OtherOperation): Binding {
  const headers = operation.requiredHeaders.map((name) => name.toLowerCase())
  return { ...placeOf(operation), required: [...operation.requiredQueries, ...headers], declared: undefined }
}

function placeOf({ name, method, requestUri }: Pick<OperationModel, 'name' | 'method' | 'requestUri'>) {
  const [level = '/', query = ''] = requestUri.split('?')
  const pairs = query.split('&').filter((pair) => pair !== '')
  const literals = new Map(pairs.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']))
  return { name, method, level, literals }
}

function methodNotAllowed(method: string): Refused {
  return refused('MethodNotAllowed', 'The specified method is not allowed against this resource.', { Method: method.slice(0, 32) })
}
