import { type Refused, refused } from '../problem.js'
import { type FormResult, readForm } from '../read-form.js'
import type { OperationModel, ServiceModel } from '../service-model.js'
import { type HeaderBag, headerOf } from './headers.js'
import { splitPath } from './split-path.js'

/** What the router looks at. `path` and `query` are as received (percent-encoded), `query` without the question mark. */
export interface RestRequestLine {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: HeaderBag
}

/** The operation a request means, with what was read of its address. */
export interface RestRoute {
  readonly ok: true
  readonly operation: string
  readonly bucket: string | undefined
  readonly key: string | undefined
  readonly query: ReadonlyMap<string, string>
}

interface Binding {
  readonly operation: OperationModel
  readonly level: string
  readonly literals: ReadonlyMap<string, string>
  readonly declared: ReadonlySet<string>
}

const tables = new WeakMap<ServiceModel, readonly Binding[]>()

/**
 * Finds the operation of a path-style request from the model's bindings: method, `/`, `/{Bucket}` or `/{Bucket}/{Key+}`, and the query names the
 * model requires (`?location`, `?list-type=2`), where `?delete=` is `?delete`. Other names (`x-id`, signature parameters) are ignored.
 * NOTE A query name that selects some S3 operation or variant which the operation found does not declare is `NotImplemented`: falling through to
 * the plain operation would make `PUT /b/k?acl` overwrite the object. So is `x-amz-copy-source` on a PUT, and everything of versions and parts.
 * Further problems: those of the path, InvalidURI for a query that is not visible ASCII, InvalidArgument for a bad escape or a name given twice, MethodNotAllowed if nothing matches.
 */
export function routeRest(model: ServiceModel, line: RestRequestLine): RestRoute | Refused {
  const address = splitPath(line.path)
  if (!address.ok) return address
  const query = readQuery(line.query)
  if (!query.ok) return query
  const { bucket, key } = address
  const found = findBinding(model, { method: line.method, level: levelOf(bucket, key), params: query.params })
  const foreign = foreignQuery(model, found, query.params)
  if (foreign !== undefined || (line.method === 'PUT' && headerOf(line.headers, 'x-amz-copy-source') !== undefined))
    return notImplemented(foreign)
  if (!found) return methodNotAllowed(line.method)
  return { ok: true, operation: found.operation.name, bucket, key, query: query.params }
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
}

function findBinding(model: ServiceModel, wanted: Wanted): Binding | undefined {
  let best: Binding | undefined
  for (const binding of bindingsOf(model)) {
    if (matches(binding, wanted) && binding.literals.size >= (best?.literals.size ?? 0)) best = binding
  }
  return best
}

function matches({ operation, level, literals }: Binding, wanted: Wanted): boolean {
  if (operation.method !== wanted.method || level !== wanted.level) return false
  for (const [name, value] of literals) {
    const given = wanted.params.get(name)
    if (given === undefined || (value !== '' && given !== value)) return false
  }
  return true
}

function foreignQuery(model: ServiceModel, found: Binding | undefined, params: ReadonlyMap<string, string>): string | undefined {
  for (const given of params.keys()) {
    // Names of headers that a presigner hoisted come in any case, like the headers; the others are exact.
    const name = /^x-amz-/i.test(given) ? given.toLowerCase() : given
    if (!model.knownQueries.has(name)) continue
    if (model.refusedQueries.has(name) || !(found?.literals.has(name) || found?.declared.has(name))) return name
  }
  return undefined
}

function bindingsOf(model: ServiceModel): readonly Binding[] {
  const known = tables.get(model)
  if (known) return known
  const made = [...model.operations.values()].map(bindingOf)
  tables.set(model, made)
  return made
}

function bindingOf(operation: OperationModel): Binding {
  const [level = '/', query = ''] = operation.requestUri.split('?')
  const pairs = query.split('&').filter((pair) => pair !== '')
  const literals = new Map(pairs.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']))
  const members = operation.input?.members ?? []
  const declared = new Set(members.filter((member) => member.location === 'querystring').map((member) => member.wireName))
  return { operation, level, literals, declared }
}

function notImplemented(query: string | undefined): Refused {
  const message = 'A header or query you provided implies functionality that is not implemented'
  return refused('NotImplemented', message, query === undefined ? { Header: 'x-amz-copy-source' } : { Query: query })
}

function methodNotAllowed(method: string): Refused {
  return refused('MethodNotAllowed', 'The specified method is not allowed against this resource.', { Method: method.slice(0, 32) })
}
