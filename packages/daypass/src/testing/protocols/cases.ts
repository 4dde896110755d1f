// protocols: AWS's protocol test cases (vectors/protocols), run from both sides: this reads the cases and their models, sdk-client.ts is Amazon's
// client, server-side.ts is daypass. Owns only test data. Refuses to know any service.
import { readFileSync } from 'node:fs'
import { linkModel, type RawModel } from '../../wire/link-model.js'
import type { ProtocolName, ServiceModel, Shape } from '../../wire/service-model.js'

export type Values = Record<string, unknown>
type Raw = Record<string, { type: string; members?: Values; xmlNamespace?: unknown } & Values>

/** A request or an answer, in the form of a case. */
export interface Wire {
  readonly method: string
  readonly uri: string
  readonly body?: string
  readonly headers?: Record<string, string>
  readonly status_code?: number
}

/** One case: the input of a client and its request, or an answer and what the client reads from it. */
export interface Case {
  readonly id: string
  readonly given: {
    name: string
    http: RawModel['operations'][string]['http']
    input?: { shape: string; locationName?: string }
    output?: { shape: string; resultWrapper?: string }
    errors?: { shape: string }[]
    requestcompression?: unknown
  }
  readonly params: Values
  readonly serialized: Wire
  readonly result?: Values
  readonly response: Wire
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly error?: Values
}

/** Cases of operations over the same shapes. */
export interface Suite {
  readonly metadata: RawModel['metadata']
  readonly shapes: Raw
  readonly cases: readonly Case[]
}

export const PROTOCOLS = ['query', 'ec2', 'json', 'rest-json', 'rest-xml'] as const
const folder = new URL('../../../../../vectors/protocols/', import.meta.url)
/** The suites of a protocol, for inputs or for outputs. */
export const suites = (way: 'input' | 'output', protocol: ProtocolName): Suite[] =>
  JSON.parse(readFileSync(new URL(`${way}/${protocol}.json`, folder), 'utf8'))

function plainNamespaces(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(plainNamespaces)
  return Object.fromEntries(
    Object.entries(value).map(([key, held]) => [key, key === 'xmlNamespace' ? (held.uri ?? held) : plainNamespaces(held)]),
  )
}

/** A suite in the form that `import-model` writes: one model with the operations of its cases. */
export function modelOf({ metadata, shapes, cases }: Suite): ServiceModel {
  const errors = Object.keys(shapes).filter((name) => shapes[name]?.exception)
  const errorOf = (name: string) => ({ code: name, httpStatusCode: 400, ...(shapes[name]?.error as object) })
  const operations = cases.map(
    ({ given: { name, http, input, output, errors: listed = [] } }): [string, RawModel['operations'][string]] => [
      name,
      {
        http,
        errors: listed.map(({ shape }) => shape),
        ...(input && { input: input.shape, ...(input.locationName && { inputRoot: input.locationName }) }),
        ...(output && { output: output.shape, ...(metadata.protocol === 'query' && { resultWrapper: `${name}Result` }) }),
      },
    ],
  )
  const raw = {
    metadata: { ...metadata, serviceId: 'Cases', xmlNamespace: 'https://example.com/' },
    operations: Object.fromEntries(operations),
    errors: Object.fromEntries(errors.map((name) => [name, errorOf(name)])),
    shapes: plainNamespaces(shapes) as RawModel['shapes'],
  }
  return linkModel(raw, { errors: {} })
}

/** The values of a case in daypass's types: dates, bytes, and numbers that are not finite. */
export function typedValue(shape: Shape, value: unknown): unknown {
  if (value === null || shape.type === 'document') return value
  if (shape.type === 'timestamp') return new Date(Math.round(Number(value) * 1000))
  if (shape.type === 'blob') return new Uint8Array(Buffer.from(value as string))
  if (shape.type === 'float' || shape.type === 'double') return Number(value)
  if (shape.type === 'list') return (value as unknown[]).map((item) => typedValue(shape.member?.shape as Shape, item))
  if (shape.type === 'map') return mapValues(value as Values, (held) => typedValue(shape.value?.shape as Shape, held))
  if (shape.type !== 'structure') return value
  const members = shape.members.filter(({ name }) => (value as Values)[name] !== null && Object.hasOwn(value as Values, name))
  return Object.fromEntries(members.map((member) => [member.name, typedValue(member.shape, (value as Values)[member.name])]))
}

const mapValues = (values: Values, change: (value: unknown) => unknown): Values =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]))

/**
 * Without the prototypes of maps and the classes of bytes, which toEqual would distinguish, and without null members, which the SDK returns for
 * absent ones.
 */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof String) return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return mapValues(Object.fromEntries(Object.entries(value).filter(([, held]) => held !== null)), plain)
}
