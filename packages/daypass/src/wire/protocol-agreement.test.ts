import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { modelOf, PROTOCOLS, plain, suites, type Values } from '../testing/protocols/cases.js'
import { sdkOf } from '../testing/protocols/sdk-client.js'
import { read, written } from '../testing/protocols/server-side.js'
import type { Member, OperationModel, ProtocolName, ServiceModel, Shape } from './service-model.js'

// For random values of the shapes in AWS's protocol cases: we must read what Amazon's SDK for JavaScript writes as the same value, and the other way
// round.

const text = fc.stringMatching(/^[!-~é😹]([ -~é😹]{0,20}[!-~é😹])?$/u)
const inHeader = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/)
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const whole = (most: number) => fc.integer({ min: -most, max: most })
const notMinusZero = (number: number) => (Object.is(number, -0) ? 0 : number)

const scalars: Readonly<Partial<Record<Shape['type'], fc.Arbitrary<unknown>>>> = {
  integer: whole(2 ** 31 - 1),
  long: whole(2 ** 40),
  float: fc.double().map(notMinusZero),
  double: fc.double().map(notMinusZero),
  boolean: fc.boolean(),
  timestamp: fc.integer({ min: 0, max: 4e9 }).map((seconds) => new Date(seconds * 1000)),
  blob: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
  document: fc.oneof(fc.boolean(), fc.integer(), text, fc.array(fc.integer()), fc.dictionary(key, text)),
}

/** Lists, maps and structures are not empty: protocols treat empty ones differently, which the cases cover. */
function valuesOf(member: Pick<Member, 'shape' | 'location'>, depth: number): fc.Arbitrary<unknown> {
  const { shape, location } = member
  if (location === 'statusCode') return fc.constantFrom(200, 201, 202)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  if (shape.type === 'string') return location === 'body' ? text : inHeader
  if (shape.type === 'list') return fc.array(valuesOf(elementOf(shape.member, location), depth + 1), { minLength: 1, maxLength: 3 })
  if (shape.type === 'map') return fc.dictionary(key, valuesOf(elementOf(shape.value, location), depth + 1), { minKeys: 1, maxKeys: 3 })
  return shape.type === 'structure' ? structures(shape, depth) : (scalars[shape.type] ?? fc.constant(undefined))
}

const elementOf = (member: Member | undefined, location: Member['location']) => ({ shape: (member as Member).shape, location })

/** How deep recursive shapes are filled. */
const MAX_DEPTH = 4

function structures(shape: Shape, depth: number): fc.Arbitrary<Values> {
  const members = shape.members.filter((member) => depth < MAX_DEPTH || scalars[member.shape.type] || member.shape.type === 'string')
  const fields = members.map(
    ({ name, location, ...member }) =>
      [name, valuesOf({ ...member, location: member === shape.payload ? 'body' : location }, depth + 1)] as const,
  )
  if (shape.union) return fc.oneof(...fields.map(([name, held]) => held.map((value) => ({ [name]: value }))))
  const required = members
    .filter(({ location, required: needed }) => location === 'uri' || location === 'headers' || needed)
    .map(({ name }) => name)
  const first = members.filter((member, index) => index === 0 || member === shape.payload).map(({ name }) => name)
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...new Set([...required, ...first])] }) as fc.Arbitrary<Values>
}

const valuesOrNothing = (shape: Shape | undefined): fc.Arbitrary<Values> => (shape ? structures(shape, 0) : fc.constant({}))

/** A map of the whole query and one of all headers contain more than was given: the cases say how. */
const holdsMore = ({ location, shape, wireName }: Member): boolean =>
  (location === 'querystring' && shape.type === 'map') || (location === 'headers' && wireName.length < 4)

function operationsOf(way: 'input' | 'output', protocol: ProtocolName): { name: string; model: ServiceModel; operation: OperationModel }[] {
  const all = suites(way, protocol).flatMap((suite) => {
    const model = modelOf(suite)
    return [...model.operations.values()].map((operation) => ({ name: operation.name, model, operation }))
  })
  return all.filter(({ operation }) => operation[way] && !operation[way].members.some(holdsMore))
}

describe.each(PROTOCOLS)('the JavaScript SDK and the %s protocol', (protocol) => {
  it.each(operationsOf('input', protocol))('agree on inputs of $name', async ({ model, operation }) => {
    const sdk = sdkOf(model)
    const law = fc.asyncProperty(valuesOrNothing(operation.input), async (input) => {
      const { operation: found, decoded } = read(model, await sdk.writes(operation, input))
      expect(found).toBe(operation.name)
      expect(plain(decoded)).toEqual({ ok: true, input: plain(input) })
    })
    await fc.assert(law, { numRuns: 10 })
  })

  it.each(operationsOf('output', protocol))('agree on outputs of $name', async ({ model, operation }) => {
    const sdk = sdkOf(model)
    const law = fc.asyncProperty(valuesOrNothing(operation.output), async (output) => {
      expect(plain(await sdk.reads(operation, written(model, operation.name, output)))).toEqual(plain(output))
    })
    await fc.assert(law, { numRuns: 10 })
  })
})
