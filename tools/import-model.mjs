// Converts the published API models (the botocore service-2 form) into what the server needs: per service one compact JSON with the declared
// operations, the shapes that they use and the names and bindings of all others, and one file of TypeScript types generated from that JSON.
//
//   node tools/import-model.mjs [--add SERVICE] [--models DIR|botocore] [--check] [--root DIR]
//
// --models is a folder of published models: SERVICE.json, or SERVICE/DATE/service-2.json(.gz) as botocore has them; `botocore` finds the installed one.
// --add writes what a service without operations needs: an empty list of operations, and an overlay with the errors of its protocol.
//
// The list of declared operations is packages/daypass/models/<service>.operations.json. What the published model lacks is written by hand in
// <service>.overlay.json, which this tool never changes. With --check nothing is written: exit code 1 if a file differs from what would be written;
// without the published models (a clone has none) the files are checked against each other instead.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

const { values } = parseArgs({
  options: {
    add: { type: 'string' },
    models: { type: 'string' },
    check: { type: 'boolean', default: false },
    root: { type: 'string' },
  },
})
const root = values.root ?? fileURLToPath(new URL('..', import.meta.url))
const modelsFolder = join(root, 'packages/daypass/models')
const generatedFolder = join(root, 'packages/daypass/src/wire/generated')

const shapeKeys = [
  'type',
  'required',
  'enum',
  'min',
  'max',
  'pattern',
  'sensitive',
  'flattened',
  'locationName',
  'payload',
  'streaming',
  'timestampFormat',
  'union',
  'document',
]
const memberKeys = ['location', 'locationName', 'queryName', 'flattened', 'xmlAttribute', 'streaming', 'timestampFormat']

const pick = (from, keys) => Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]))
const namespaceOf = (value) => (typeof value === 'string' ? value : value?.uri)
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
const sorted = (names) => [...names].sort((a, b) => (a < b ? -1 : 1))

function compactMember(member) {
  const uri = namespaceOf(member.xmlNamespace)
  return { shape: member.shape, ...pick(member, memberKeys), ...(uri ? { xmlNamespace: uri } : {}) }
}

function compactShape(shape) {
  const out = pick(shape, shapeKeys)
  const uri = namespaceOf(shape.xmlNamespace)
  if (uri) out.xmlNamespace = uri
  if (shape.members) out.members = Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, compactMember(member)]))
  for (const key of ['member', 'key', 'value']) if (shape[key]) out[key] = compactMember(shape[key])
  return out
}

function compactInput({ shape, locationName: inputRoot, xmlNamespace }) {
  const inputNamespace = namespaceOf(xmlNamespace)
  return { input: shape, ...(inputRoot ? { inputRoot } : {}), ...(inputNamespace ? { inputNamespace } : {}) }
}

function compactOperation(operation) {
  return {
    http: pick(operation.http, ['method', 'requestUri', 'responseCode']),
    ...(operation.input ? compactInput(operation.input) : {}),
    ...(operation.output ? { output: operation.output.shape, ...pick(operation.output, ['resultWrapper']) } : {}),
    ...(operation.authtype ? { authtype: operation.authtype } : {}),
    ...(operation.httpChecksum?.requestChecksumRequired || operation.httpChecksumRequired ? { checksumRequired: true } : {}),
    errors: (operation.errors ?? []).map((error) => error.shape),
  }
}

// A modelled error without an error trait has the name of its shape as its code; it is a 500 if it is the server's fault, otherwise a 400.
function compactError(name, shape) {
  const { code = name, httpStatusCode = shape.fault ? 500 : 400, senderFault } = shape.error ?? {}
  const messageName = Object.keys(shape.members ?? {}).find((member) => member.toLowerCase() === 'message')
  return {
    code,
    httpStatusCode,
    ...(senderFault === undefined ? {} : { senderFault }),
    ...(messageName === undefined || messageName === 'message' ? {} : { messageName }),
  }
}

const targetsOf = (shape) =>
  [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value].filter(Boolean).map((member) => member.shape)

function reach(shapes, starts) {
  const seen = new Set()
  const queue = [...starts]
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue
    if (!shapes[name]) throw new Error(`shape ${name} is used but not defined`)
    seen.add(name)
    queue.push(...targetsOf(shapes[name]))
  }
  return sorted(seen)
}

const startsOf = (operations) => Object.values(operations).flatMap(({ input, output }) => [input, output].filter(Boolean))

// Every query name that selects an operation anywhere in the published model, declared here or not: the router rejects those that it cannot serve.
function literalQueries(model) {
  if (!model.metadata.protocol.startsWith('rest-')) return {}
  const queries = Object.values(model.operations).map((operation) => operation.http.requestUri.split('?')[1] ?? '')
  const names = queries.flatMap((query) => query.split('&').filter(Boolean)).map((pair) => pair.split('=')[0])
  return { literalQueries: sorted(new Set(names)) }
}

// What a request must have besides method and path to select this operation and no other: `?uploadId`, `x-amz-copy-source`.
function requiredParts(model, operation) {
  const shape = operation.input ? model.shapes[operation.input.shape] : {}
  const members = (shape.required ?? []).map((name) => shape.members[name])
  const at = (location) => members.filter((member) => member.location === location).map((member) => member.locationName)
  const parts = { requiredQueries: at('querystring'), requiredHeaders: at('header') }
  return Object.fromEntries(Object.entries(parts).filter(([, list]) => list.length > 0))
}

// Every operation of the published model that is not declared here: it is rejected by name. In a query service its name is enough; in a REST
// service, a deprecated operation has the binding of its successor.
function otherOperations(model, names) {
  const isRest = model.metadata.protocol.startsWith('rest-')
  const others = Object.entries(model.operations).filter(([name, { deprecated }]) => !names.includes(name) && !(isRest && deprecated))
  if (others.length === 0) return {}
  const binding = (operation) => (isRest ? { ...pick(operation.http, ['method', 'requestUri']), ...requiredParts(model, operation) } : {})
  return { otherOperations: Object.fromEntries(others.map(([name, operation]) => [name, binding(operation)])) }
}

function compactModel(model, names) {
  const missing = names.filter((name) => !model.operations[name])
  if (missing.length > 0) throw new Error(`not in the published model: ${missing.join(', ')}`)
  const operations = Object.fromEntries(names.map((name) => [name, compactOperation(model.operations[name])]))
  const errors = sorted(new Set(Object.values(operations).flatMap((operation) => operation.errors)))
  return {
    metadata: pick(model.metadata, ['serviceId', 'apiVersion', 'protocol', 'jsonVersion', 'targetPrefix', 'xmlNamespace']),
    ...literalQueries(model),
    operations,
    ...otherOperations(model, names),
    errors: Object.fromEntries(errors.map((name) => [name, compactError(name, model.shapes[name])])),
    shapes: Object.fromEntries(reach(model.shapes, startsOf(operations)).map((name) => [name, compactShape(model.shapes[name])])),
  }
}

// One entry per line, so that a change of the published model is readable as a diff.
function renderJson(model) {
  const section = ([key, value]) => {
    if (!['operations', 'otherOperations', 'errors', 'shapes'].includes(key)) return `${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const lines = Object.entries(value).map(([name, entry]) => `${JSON.stringify(name)}: ${JSON.stringify(entry)}`)
    return `${JSON.stringify(key)}: {\n${lines.join(',\n')}\n}`
  }
  return `{\n${Object.entries(model).map(section).join(',\n')}\n}\n`
}

const globalNames = new Set(['Object', 'Error', 'Date', 'Record', 'Readonly', 'Uint8Array', 'AsyncIterable'])
const capitalized = (name) => name[0].toUpperCase() + name.slice(1)
const typeName = (name) => (globalNames.has(capitalized(name)) ? `_${capitalized(name)}` : capitalized(name))

/** `cognito-identity` is `CognitoIdentity` in the names of types. */
const serviceName = (service) => service.split('-').map(capitalized).join('')

const quoted = (value) => `'${value.replace(/[\\']/g, '\\$&')}'`
const unionOf = (values) => sorted(new Set(values)).map(quoted).join(' | ') || 'never'

const scalarTypes = { string: 'string', boolean: 'boolean', timestamp: 'Date' }
const numbers = new Set(['integer', 'long', 'float', 'double'])

function typeOf(shapes, member) {
  const shape = shapes[member.shape]
  if (shape.document) return 'unknown'
  if (shape.type === 'structure') return typeName(member.shape)
  if (shape.enum) return typeName(member.shape)
  if (shape.type === 'list') {
    const inner = typeOf(shapes, shape.member)
    return inner.includes(' ') ? `readonly (${inner})[]` : `readonly ${inner}[]`
  }
  if (shape.type === 'map') return `Readonly<Record<string, ${typeOf(shapes, shape.value)}>>`
  if (shape.type === 'blob') return member.streaming || shape.streaming ? 'AsyncIterable<Uint8Array> | Uint8Array' : 'Uint8Array'
  if (numbers.has(shape.type)) return 'number'
  const scalar = scalarTypes[shape.type]
  if (!scalar) throw new Error(`shape ${member.shape} has an unknown type ${shape.type}`)
  return scalar
}

function renderInterface(shapes, name) {
  const shape = shapes[name]
  const required = new Set(shape.required ?? [])
  const lines = Object.entries(shape.members ?? {}).map(([member, target]) => {
    const type = typeOf(shapes, target)
    return required.has(member) ? `  readonly ${member}: ${type}` : `  readonly ${member}?: ${type} | undefined`
  })
  return `export interface ${typeName(name)} {\n${lines.join('\n')}${lines.length > 0 ? '\n' : ''}}\n`
}

// The inputs of a rest-xml service are not checked against its enums (S3 accepts and stores other values), so a union type would promise too much
// there.
function typedShapes(model) {
  if (model.metadata.protocol !== 'rest-xml') return model.shapes
  return Object.fromEntries(Object.entries(model.shapes).map(([name, { enum: _, ...shape }]) => [name, shape]))
}

const enumOf = (shapes, name) => `export type ${typeName(name)} = ${unionOf(shapes[name].enum)}\n`

const codesOf = (model, operation) => operation.errors.map((error) => model.errors[error].code)

function renderOperation(model, name) {
  const operation = model.operations[name]
  const input = operation.input ? typeName(operation.input) : 'Record<string, never>'
  const output = operation.output ? typeName(operation.output) : 'void'
  return `  ${name}: { input: ${input}; output: ${output}; errors: ${unionOf(codesOf(model, operation))} }`
}

/** `shared` are the error codes that any operation of the service can return, from the overlay. */
function renderTypes(service, model, shared) {
  const shapes = typedShapes(model)
  const structures = Object.keys(shapes).filter((name) => shapes[name].type === 'structure' && !shapes[name].document)
  const enums = Object.keys(shapes).filter((name) => shapes[name].enum)
  const operations = Object.keys(model.operations).map((name) => renderOperation(model, name))
  const every = Object.values(model.operations).flatMap((operation) => codesOf(model, operation))
  const title = serviceName(service)
  const head = `// Generated by tools/import-model.mjs from models/${service}.json. Do not edit.\n`
  const table = `export interface ${title}Operations {\n${operations.join('\n')}\n}\n`
  const codes = `export type ${title}ErrorCode = ${unionOf([...every, ...shared])}\n`
  const parts = [...structures.map((name) => renderInterface(shapes, name)), ...enums.map((name) => enumOf(shapes, name)), table, codes]
  return [head, ...parts].join('\n')
}

function checkOperationsList(service, names) {
  const expected = sorted(new Set(names))
  if (JSON.stringify(expected) !== JSON.stringify(names))
    throw new Error(`${service}.operations.json is not sorted or names an operation twice`)
  return names
}

function checkConsistency(service, model, names) {
  const declared = Object.keys(model.operations)
  if (JSON.stringify(declared) !== JSON.stringify(names))
    throw new Error(`${service}.json and ${service}.operations.json declare different operations`)
  const twice = names.filter((name) => Object.hasOwn(model.otherOperations ?? {}, name))
  if (twice.length > 0) throw new Error(`${service}.json has ${twice.join(', ')} twice`)
  const reached = reach(model.shapes, startsOf(model.operations))
  if (JSON.stringify(reached) !== JSON.stringify(Object.keys(model.shapes)))
    throw new Error(`${service}.json has shapes that no operation uses`)
  const errors = sorted(new Set(Object.values(model.operations).flatMap((operation) => operation.errors)))
  if (JSON.stringify(errors) !== JSON.stringify(Object.keys(model.errors)))
    throw new Error(`${service}.json has other errors than its operations list`)
  return model
}

/** Where an installed botocore has its models. */
function botocoreFolder() {
  const { status, stdout } = spawnSync('python3', ['-c', 'import botocore; print(botocore.__path__[0])'], { encoding: 'utf8' })
  if (status !== 0) throw new Error('python3 has no botocore: install it (Debian: python3-botocore), or name a folder with --models')
  return join(stdout.trim(), 'data')
}

/** The published model of a service in a folder: SERVICE.json, or the newest SERVICE/DATE/service-2.json, which may be compressed. */
function readPublished(folder, service) {
  const plain = join(folder, `${service}.json`)
  if (existsSync(plain)) return readJson(plain)
  const dates = existsSync(join(folder, service)) ? sorted(readdirSync(join(folder, service))).reverse() : []
  for (const date of dates) {
    const file = join(folder, service, date, 'service-2.json')
    if (existsSync(file)) return readJson(file)
    if (existsSync(`${file}.gz`)) return JSON.parse(gunzipSync(readFileSync(`${file}.gz`)).toString('utf8'))
  }
  return undefined
}

/** The files that a service needs before it has operations. */
function addService(service, source) {
  const list = join(modelsFolder, `${service}.operations.json`)
  if (existsSync(list)) throw new Error(`${service} is there already: add the names of its operations to ${service}.operations.json`)
  const published = source && readPublished(source, service)
  if (!published) throw new Error(`${source ?? 'the folder of published models'} has no model of ${service}`)
  const { protocol } = published.metadata
  const errors = readJson(fileURLToPath(new URL('protocol-errors.json', import.meta.url)))[protocol]
  if (errors === undefined)
    throw new Error(`no errors are known for services of the protocol ${protocol}: write ${service}.overlay.json by hand`)
  const constraintText = { style: 'with-value', source: "daypass's own choice: the form of AWS STS" }
  writeFileSync(list, '[]\n')
  writeFileSync(join(modelsFolder, `${service}.overlay.json`), `${JSON.stringify({ constraintText, errors }, null, 2)}\n`)
  console.log(
    `import-model: ${service} has no operations yet. Add their names to packages/daypass/models/${service}.operations.json, in order`,
  )
}

function filesOf(service, source) {
  const names = checkOperationsList(service, readJson(join(modelsFolder, `${service}.operations.json`)))
  const target = join(modelsFolder, `${service}.json`)
  // daypass's own services have no published model: it is written by hand, in the same form.
  const custom = join(modelsFolder, 'custom', `${service}.json`)
  const published = existsSync(custom) ? readJson(custom) : source && readPublished(source, service)
  const model = published ? compactModel(published, names) : checkConsistency(service, readJson(target), names)
  const overlay = readJson(join(modelsFolder, `${service}.overlay.json`))
  return [
    [target, renderJson(model)],
    [join(generatedFolder, `${service}.ts`), renderTypes(service, withAdded(model, overlay), Object.keys(overlay.errors))],
  ]
}

// The overlay adds members by `Shape.Member`, and values to enums by the shape; the imported file stays identical to the published model.
function withAdded(model, { addedMembers = {}, addedEnumValues = {} }) {
  const shapes = { ...model.shapes }
  for (const [place, member] of Object.entries(addedMembers)) {
    const [shape, name] = place.split('.')
    if (!shapes[shape]) throw new Error(`the overlay adds ${name} to ${shape}, which does not exist`)
    shapes[shape] = { ...shapes[shape], members: { ...shapes[shape].members, [name]: member } }
  }
  for (const [shape, { values }] of Object.entries(addedEnumValues)) {
    if (!shapes[shape]?.enum) throw new Error(`the overlay adds values to ${shape}, which is not an enum`)
    shapes[shape] = { ...shapes[shape], enum: [...shapes[shape].enum, ...values] }
  }
  return { ...model, shapes }
}

function main() {
  const folder = values.models === 'botocore' ? botocoreFolder() : (values.models ?? join(root, '../shared/data/models'))
  const source = existsSync(folder) ? folder : undefined
  if (!source && !values.check) throw new Error(`no published models at ${folder}: name their folder with --models`)
  if (values.add !== undefined) addService(values.add, source)
  if (!source) console.log('import-model: the published models are not here; checking the imported files against each other')
  const services = sorted(
    readdirSync(modelsFolder)
      .filter((file) => file.endsWith('.operations.json'))
      .map((file) => file.split('.')[0]),
  )
  const files = services.flatMap((service) => filesOf(service, source))
  const stale = files.filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  if (values.check) {
    for (const [path] of stale)
      console.error(`import-model: ${path.slice(root.length)} differs from what the import writes; run npm run import-model`)
    process.exitCode = stale.length > 0 ? 1 : 0
    return
  }
  mkdirSync(generatedFolder, { recursive: true })
  for (const [path, text] of stale) writeFileSync(path, text)
  console.log(`import-model: ${services.join(', ')}: ${stale.length} of ${files.length} files written`)
}

try {
  main()
} catch (error) {
  console.error(`import-model: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
