import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { structureJson } from '../json/write-json.js'
import { loadModel } from '../model.js'
import type { Member, ServiceModel, Shape, ShapeType } from '../service-model.js'
import { decodeJsonInput, type JsonRequest } from './decode-json-input.js'

const account = loadModel('account')
const asBody = (text: string): JsonRequest => ({ labels: new Map(), query: new Map(), headers: {}, body: Buffer.from(text) })
const read = (operation: string, text: string) => decodeJsonInput(account, operation, asBody(text))

const shape = (name: string, type: ShapeType, over: Partial<Shape> = {}): Shape => ({
  ...{ name, type, members: [], member: undefined, key: undefined, value: undefined, payload: undefined },
  ...{
    min: undefined,
    max: undefined,
    pattern: undefined,
    enum: undefined,
    sensitive: false,
    union: false,
    rootName: undefined,
    namespace: undefined,
  },
  ...over,
})
const member = (name: string, of: Shape, over: Partial<Member> = {}): Member => ({
  ...{ name, label: name, wireName: name.toLowerCase(), shape: of, required: false },
  ...{ location: 'body', flattened: false, streaming: false, timestampFormat: undefined, attribute: false, namespace: undefined },
  ...{ form: { name, flattened: false }, rootName: name },
  ...over,
})
const SCALARS = ['string', 'integer', 'long', 'double', 'boolean', 'blob', 'timestamp'] as const
const inner = shape('Inner', 'structure', { members: SCALARS.map((type) => member(`The${type}`, shape(type, type))) })
const everything = shape('Everything', 'structure', {
  members: [
    member('Inner', inner),
    member('List', shape('List', 'list', { member: member('member', inner) })),
    member('Map', shape('Map', 'map', { key: member('key', shape('Key', 'string')), value: member('value', inner) })),
  ],
})

function modelWith(input: Shape): ServiceModel {
  const declared = { ...account.operations.get('ListRegions')!, input }
  return { ...account, operations: new Map([['Made', declared]]) }
}

const values = fc.record({
  Thestring: fc.string(),
  Theinteger: fc.integer(),
  Thelong: fc.maxSafeInteger(),
  Thedouble: fc.double().map((number) => (Object.is(number, -0) ? 0 : number)),
  Theboolean: fc.boolean(),
  Theblob: fc.uint8Array(),
  Thetimestamp: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000 + (seconds % 1000))),
})
const keys = fc.string().filter((key) => key !== '__proto__')

describe('decodeJsonInput', () => {
  it('reads back what was written', () => {
    const input = fc.record({ Inner: values, List: fc.array(values), Map: fc.dictionary(keys, values) })
    fc.assert(
      fc.property(input, (made) => {
        const decoded = decodeJsonInput(
          modelWith(everything),
          'Made',
          asBody(JSON.stringify(structureJson(everything, made, 'as-modelled'))),
        )
        expect(decoded).toEqual({ ok: true, input: { ...made, Map: Object.assign(Object.create(null), made.Map) } })
      }),
    )
  })

  it.each([
    ['no body', '', {}],
    ['an empty object', '{}', {}],
    ['null', '{"RegionName":null}', {}],
    ['unknown members', '{"RegionName":"eu-west-1","Other":[1],"regionName":"x"}', { RegionName: 'eu-west-1' }],
    ['a member that every JavaScript object has', '{"__proto__":{"RegionName":"eu-west-1"}}', {}],
  ])('reads %s', (_what, text, input) => expect(read('EnableRegion', text)).toEqual({ ok: true, input }))

  it.each([
    ['text that is not JSON', '{"RegionName":', 'The body is not valid JSON.'],
    ['a list as the body', '[]', 'The value of the body is not an object.'],
    ['null as the body', 'null', 'The value of the body is not an object.'],
    ['a number as text', '{"RegionName":1}', 'The value of RegionName is not a valid string.'],
    ['an object as text', '{"RegionName":{}}', 'The value of RegionName is not a valid string.'],
  ])('refuses %s', (_what, text, message) =>
    expect(read('EnableRegion', text)).toEqual({ ok: false, problem: { code: 'SerializationException', message } }),
  )

  it.each([
    ['text as a number', '{"MaxResults":"1"}', 'The value of MaxResults is not a valid integer.'],
    ['a fraction as an integer', '{"MaxResults":1.5}', 'The value of MaxResults is not a valid integer.'],
    ['text as a list', '{"RegionOptStatusContains":"ENABLED"}', 'The value of RegionOptStatusContains is not a list.'],
    ['null in a list', '{"RegionOptStatusContains":[null]}', 'The value of RegionOptStatusContains is not a valid string.'],
  ])('refuses %s', (_what, text, message) =>
    expect(read('ListRegions', text)).toEqual({ ok: false, problem: { code: 'SerializationException', message } }),
  )

  it('rejects bytes that are not UTF-8', () => {
    const body = Buffer.concat([Buffer.from('{"RegionName":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(decodeJsonInput(account, 'EnableRegion', { ...asBody(''), body })).toMatchObject({
      ok: false,
      problem: { code: 'SerializationException' },
    })
  })

  it('reads members that are not in the body from where they are', () => {
    const id = member('Id', shape('Id', 'string'), { location: 'header', wireName: 'X-Id' })
    const input = shape('Made', 'structure', { members: [id, member('Name', shape('Name', 'string'))] })
    const request = { ...asBody('{"name":"n","X-Id":"no"}'), headers: { 'x-id': 'yes' } }
    expect(decodeJsonInput(modelWith(input), 'Made', request)).toEqual({ ok: true, input: { Id: 'yes', Name: 'n' } })
  })

  const nested = shape('Nested', 'structure')
  Object.assign(nested, { members: [member('Inner', nested)] })
  const deep = (depth: number) => `${'{"inner":'.repeat(depth)}{}${'}'.repeat(depth)}`

  it.each([
    [64, true],
    [65, false],
    [20_000, false],
  ])('reads a recursive structure nested %i times: %s', (depth, ok) => {
    expect(decodeJsonInput(modelWith(nested), 'Made', asBody(deep(depth)))).toMatchObject({ ok })
  })

  it.each([
    ['[1,{"a":[null,true]}]', true],
    ['"text"', true],
    [deep(70), false],
    [`${'['.repeat(20_000)}${']'.repeat(20_000)}`, false],
  ])('accepts any JSON as a document if it is not nested too deeply: %#', (text, ok) => {
    const input = shape('Made', 'structure', { members: [member('Any', shape('Any', 'document'))] })
    const decoded = decodeJsonInput(modelWith(input), 'Made', asBody(`{"any":${text}}`))
    expect(decoded).toEqual(ok ? { ok, input: { Any: JSON.parse(text) } } : expect.objectContaining({ ok }))
  })

  it.each([
    ['{"one":"1"}', true],
    ['{"one":"1","__type":"Choice"}', true],
    ['{"one":"1","two":null}', true],
    ['{}', false],
    ['{"one":"1","two":"2"}', false],
    ['{"one":"1","other":"2"}', false],
    ['{"other":"2"}', false],
  ])('requires exactly one member in a union: %s', (text, ok) => {
    const kind = shape('Text', 'string')
    const input = shape('Made', 'structure', { union: true, members: [member('One', kind), member('Two', kind)] })
    expect(decodeJsonInput(modelWith(input), 'Made', asBody(text))).toMatchObject(ok ? { ok, input: { One: '1' } } : { ok })
  })
})
