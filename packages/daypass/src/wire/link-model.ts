import { compilePattern } from './pattern.js'
import {
  type ErrorShape,
  type Member,
  type OperationModel,
  type OtherOperation,
  type OutputRoot,
  type ProtocolName,
  requiredNames,
  type ServiceModel,
  type Shape,
  type ShapeType,
  type TimestampFormat,
} from './service-model.js'

interface RawMember {
  shape: string
  location?: Member['location']
  locationName?: string
  queryName?: string
  flattened?: boolean
  streaming?: boolean
  timestampFormat?: TimestampFormat
  xmlAttribute?: boolean
  xmlNamespace?: string
}

interface RawShape {
  type: ShapeType
  union?: boolean
  document?: boolean
  locationName?: string
  xmlNamespace?: string
  required?: string[]
  members?: Record<string, RawMember>
  member?: RawMember
  key?: RawMember
  value?: RawMember
  flattened?: boolean
  streaming?: boolean
  payload?: string
  min?: number
  max?: number
  pattern?: string
  enum?: string[]
  sensitive?: boolean
  timestampFormat?: TimestampFormat
}

interface RawOperation {
  http: { method: string; requestUri: string; responseCode?: number }
  input?: string
  /** The XML root of the body and its namespace, if the published model gives them for the input. */
  inputRoot?: string
  inputNamespace?: string
  output?: string
  resultWrapper?: string
  authtype?: string
  checksumRequired?: boolean
  errors: string[]
}

/** An operation that is not declared; for a query service only its name is known. */
interface RawOther {
  method?: string
  requestUri?: string
  requiredQueries?: string[]
  requiredHeaders?: string[]
}

interface RawError {
  code: string
  httpStatusCode: number
  senderFault?: boolean
  messageName?: string
}

/** `<service>.json` as `tools/import-model` writes it. */
export interface RawModel {
  metadata: {
    serviceId: string
    apiVersion: string
    protocol: string
    jsonVersion?: string
    targetPrefix?: string
    xmlNamespace?: string
  }
  literalQueries?: string[]
  operations: Record<string, RawOperation>
  otherOperations?: Record<string, RawOther>
  errors: Record<string, RawError>
  shapes: Record<string, RawShape>
}

/** `<service>.overlay.json`: what the published model lacks, written by hand, each entry with its source. */
export interface RawOverlay {
  xmlNamespace?: string
  constraintText?: { style: ServiceModel['constraintStyle']; source: string }
  /** The sentence for a value that violates a pattern, by the model's text of the pattern, if it is not reported as a clause. */
  patternText?: Record<string, { sentence: string; source: string }>
  outputRoots?: Record<string, { name: string; unwrapped?: boolean; source: string }>
  /** Members that a structure has in addition to those of the model, by `Shape.Member`. */
  addedMembers?: Record<string, RawMember & { source: string }>
  /** Values that an enum has in addition to those of the model, by its shape. */
  addedEnumValues?: Record<string, { values: string[]; source: string }>
  /** Operations that the published model lacks, by name; they make their answers themselves, and their routes are written by hand. */
  addedOperations?: Record<string, { source: string }>
  refusedQueries?: Record<string, { source: string }>
  /** Query names that make another request of an operation; where an operation does not declare them, the request is refused. */
  variantQueries?: Record<string, { source: string }>
  /** Why operations of the model are not supported, where that will not change. */
  unsupported?: Record<string, { reason: string; source: string }>
  /** Operations that take a request without a checksum, although the model says that it must have one. */
  optionalChecksums?: Record<string, { source: string }>
  /** Errors of the model that an operation may answer with although it does not list them. */
  operationErrors?: Record<string, { codes: string[]; source: string }>
  errors: Record<string, { httpStatusCode: number; source: string }>
}

type Draft = { -readonly [K in keyof Shape]: Shape[K] }
type Drafts = ReadonlyMap<string, { draft: Draft; raw: RawShape }>

/** Resolves the names in an imported model into objects and merges the overlay. Throws if a reference cannot be resolved. */
export function linkModel(raw: RawModel, overlay: RawOverlay): ServiceModel {
  const protocol = protocolOf(raw.metadata.protocol)
  const sentences = mapOf(overlay.patternText ?? {}, ({ sentence }) => sentence)
  const shapes = linkShapes(withAdded(raw.shapes, overlay), { sentences, protocol })
  const refused = Object.keys(overlay.refusedQueries ?? {})
  const variants = Object.keys(overlay.variantQueries ?? {})
  const operations = mapOf(raw.operations, (operation, name) =>
    linkOperation(name, withOptional(name, operation, overlay), {
      ...{ shapes, errors: raw.errors },
      added: overlay.operationErrors?.[name]?.codes ?? [],
    }),
  )
  return {
    serviceId: raw.metadata.serviceId,
    apiVersion: raw.metadata.apiVersion,
    protocol,
    jsonVersion: raw.metadata.jsonVersion ?? '',
    targetPrefix: raw.metadata.targetPrefix ?? '',
    xmlNamespace: raw.metadata.xmlNamespace ?? overlay.xmlNamespace ?? '',
    operations,
    otherOperations: mapOf(raw.otherOperations ?? {}, linkOther),
    unsupported: mapOf(overlay.unsupported ?? {}, ({ reason }) => reason),
    shapes,
    errors: mapOf(overlay.errors, (error, code) => errorShape({ code, httpStatusCode: error.httpStatusCode })),
    outputRoots: mapOf(overlay.outputRoots ?? {}, (root): OutputRoot => ({ name: root.name, unwrapped: root.unwrapped ?? false })),
    knownQueries: new Set([...(raw.literalQueries ?? []), ...refused, ...variants, ...[...operations.values()].flatMap(requiredNames)]),
    refusedQueries: new Set(refused),
    constraintStyle: overlay.constraintText?.style ?? 'with-value',
  }
}

// NOTE Maps, not objects: an operation named `constructor` in a request must find nothing.
function mapOf<T, U>(table: Record<string, T>, change: (entry: T, name: string) => U): Map<string, U> {
  return new Map(Object.entries(table).map(([name, entry]) => [name, change(entry, name)]))
}

const PROTOCOLS: readonly ProtocolName[] = ['query', 'ec2', 'json', 'rest-json', 'rest-xml']

function protocolOf(name: string): ProtocolName {
  return required(
    PROTOCOLS.find((known) => known === name),
    `the protocol ${name}`,
  )
}

function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the model refers to ${what}, which it does not hold`)
  return value
}

function withAdded(raws: Record<string, RawShape>, { addedMembers = {}, addedEnumValues = {} }: RawOverlay): Record<string, RawShape> {
  const shapes = { ...raws }
  for (const [shape, { values }] of Object.entries(addedEnumValues)) {
    const raw = required(shapes[shape], `shape ${shape}`)
    shapes[shape] = { ...raw, enum: [...(raw.enum ?? []), ...values] }
  }
  for (const [place, member] of Object.entries(addedMembers)) {
    const [shape = '', name = ''] = place.split('.')
    const raw = required(shapes[shape], `shape ${shape}`)
    shapes[shape] = { ...raw, members: { ...raw.members, [name]: member } }
  }
  return shapes
}

interface Linking {
  readonly sentences: ReadonlyMap<string, string>
  readonly protocol: ProtocolName
}

function linkShapes(raws: Record<string, RawShape>, { sentences, protocol }: Linking): Map<string, Shape> {
  const drafts = mapOf(raws, (raw, name) => ({ draft: draftOf(name, raw, sentences), raw }))
  for (const { draft, raw } of drafts.values()) fillReferences(draft, raw, { drafts, protocol })
  return new Map([...drafts].map(([name, { draft }]) => [name, draft]))
}

function patternOf(source: string, sentences: ReadonlyMap<string, string>): Shape['pattern'] {
  return { source, matches: compilePattern(source), sentence: sentences.get(source) }
}

function draftOf(name: string, raw: RawShape, sentences: ReadonlyMap<string, string>): Draft {
  return {
    name,
    type: raw.document ? 'document' : raw.type,
    union: raw.union ?? false,
    rootName: raw.locationName,
    namespace: raw.xmlNamespace,
    members: [],
    member: undefined,
    key: undefined,
    value: undefined,
    payload: undefined,
    min: raw.min,
    max: raw.max,
    pattern: raw.pattern === undefined ? undefined : patternOf(raw.pattern, sentences),
    enum: raw.enum,
    sensitive: raw.sensitive ?? false,
  }
}

interface References {
  readonly drafts: Drafts
  readonly protocol: ProtocolName
}

function fillReferences(draft: Draft, raw: RawShape, references: References): void {
  const needed = new Set(raw.required ?? [])
  const link = (name: string, member: RawMember) => linkMember(name, member, { ...references, required: needed.has(name) })
  draft.members = Object.entries(raw.members ?? {}).map(([name, member]) => link(name, member))
  draft.member = raw.member && link('member', raw.member)
  draft.key = raw.key && link('key', raw.key)
  draft.value = raw.value && link('value', raw.value)
  draft.payload = draft.members.find((member) => member.name === raw.payload)
}

function linkMember(name: string, raw: RawMember, context: References & { required: boolean }): Member {
  const target = required(context.drafts.get(raw.shape), `shape ${raw.shape}`)
  const flattened = raw.flattened ?? target.raw.flattened ?? false
  return {
    name,
    label: name.charAt(0).toLowerCase() + name.slice(1),
    wireName: raw.locationName ?? name,
    shape: target.draft,
    required: context.required,
    location: raw.location ?? 'body',
    flattened,
    streaming: raw.streaming ?? target.raw.streaming ?? false,
    timestampFormat: raw.timestampFormat ?? target.raw.timestampFormat,
    form: context.protocol === 'ec2' ? { name: ec2Name(name, raw), flattened: true } : { name: raw.locationName ?? name, flattened },
    attribute: raw.xmlAttribute ?? false,
    namespace: raw.xmlNamespace ?? target.raw.xmlNamespace,
    rootName: raw.locationName ?? target.raw.locationName ?? raw.shape,
  }
}

/**
 * The name of a member in an ec2 form (Smithy, "AWS EC2 query protocol"): its name for queries, otherwise its name in XML with a capital first
 * letter.
 */
function ec2Name(name: string, { queryName, locationName = name }: RawMember): string {
  return queryName ?? locationName.charAt(0).toUpperCase() + locationName.slice(1)
}

const withOptional = (name: string, raw: RawOperation, { optionalChecksums = {} }: RawOverlay): RawOperation =>
  Object.hasOwn(optionalChecksums, name) ? { ...raw, checksumRequired: false } : raw

function linkOperation(
  name: string,
  raw: RawOperation,
  context: { shapes: ReadonlyMap<string, Shape>; errors: Record<string, RawError>; added: readonly string[] },
): OperationModel {
  const shapeOf = (shape: string | undefined) => (shape === undefined ? undefined : required(context.shapes.get(shape), `shape ${shape}`))
  const listed = raw.errors.map((error) => required(context.errors[error], `error ${error}`))
  const all = Object.values(context.errors)
  const added = context.added.map((code) =>
    required(
      all.find((error) => error.code === code),
      `error ${code}`,
    ),
  )
  const errors = [...listed, ...added].map(errorShape)
  const input = shapeOf(raw.input)
  return {
    name,
    method: raw.http.method,
    requestUri: raw.http.requestUri,
    responseCode: raw.http.responseCode ?? 200,
    input,
    inputRoot: { name: input?.rootName ?? raw.inputRoot ?? raw.input ?? name, namespace: raw.inputNamespace ?? input?.namespace },
    output: shapeOf(raw.output),
    resultWrapper: raw.resultWrapper,
    unsigned: raw.authtype === 'none',
    checksumRequired: raw.checksumRequired ?? false,
    errors: new Map(errors.map((error) => [error.code, error])),
  }
}

const linkOther = (raw: RawOther, name: string): OtherOperation => ({
  name,
  method: raw.method ?? 'POST',
  requestUri: raw.requestUri ?? '/',
  requiredQueries: raw.requiredQueries ?? [],
  requiredHeaders: raw.requiredHeaders ?? [],
})

// `Sender` for every 4xx and `Receiver` for every 5xx is how the query services fill the Type element; a 3xx is S3's and has no such element.
function errorShape(raw: RawError): ErrorShape {
  const { code, httpStatusCode: status, messageName } = raw
  return { code, status, fault: status >= 500 ? 'Receiver' : 'Sender', ...(messageName !== undefined && { messageName }) }
}
