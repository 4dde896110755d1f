import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel } from '../model.js'
import { structureJson } from '../json/write-json.js'
import type { Member, ServiceModel, Shape, ShapeType } from '../service-model.js'
import { decodeJsonInput } from './decode-json-input.js'

const account = loadModel('account')
const read = (operation: string, text: string) => decodeJsonInput(account, operation, Buffer.from(text))

const shape = (name: string, type: ShapeType, over: Partial<Shape> = {}): Shape => ({
  ...{ name, type, members: [], member: undefined, key: undefined, value: undefined, payload: undefined },
  ...{ min: undefined, max: undefined, pattern: undefined, enum: undefined, sensitive: false },
  ...over,
})
const member = (name: string, of: Shape, over: Partial<Member> = {}): Member => ({
  ...{ name, label: name, wireName: name.toLowerCase(), shape: of, required: false },
  ...{ location: 'body', flattened: false, streaming: false, timestampFormat: undefined },
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
  Thedouble: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  Theboolean: fc.boolean(),
  Theblob: fc.uint8Array(),
  Thetimestamp: fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
})
const keys = fc.string().filter((key) => key !== '__proto__')

describe('decodeJsonInput', () => {
  it('reads back what was written', () => {
    const input = fc.record({ Inner: values, List: fc.array(values), Map: fc.dictionary(keys, values) })
    fc.assert(
      fc.property(input, (made) => {
        const decoded = decodeJsonInput(modelWith(everything), 'Made', Buffer.from(JSON.stringify(structureJson(everything, made))))
        expect(decoded).toEqual({ ok: true, input: { ...made, Map: Object.assign(Object.create(null), made.Map) } })
      }),
    )
  })

  it.each([
    ['no body', '', {}],
    ['an empty object', '{}', {}],
    ['null', '{"RegionName":null}', {}],
    ['members nobody knows', '{"RegionName":"eu-west-1","Other":[1],"regionName":"x"}', { RegionName: 'eu-west-1' }],
    ['a member of every object', '{"__proto__":{"RegionName":"eu-west-1"}}', {}],
  ])('reads %s', (_what, text, input) => expect(read('EnableRegion', text)).toEqual({ ok: true, input }))

  it.each([
    ['what is no JSON', '{"RegionName":', 'The body is not valid JSON.'],
    ['a list as body', '[]', 'The value of the body is not an object.'],
    ['null as body', 'null', 'The value of the body is not an object.'],
    ['a number as text', '{"RegionName":1}', 'The value of RegionName is not a valid string.'],
    ['an object as text', '{"RegionName":{}}', 'The value of RegionName is not a valid string.'],
  ])('refuses %s', (_what, text, message) =>
    expect(read('EnableRegion', text)).toEqual({ ok: false, problem: { code: 'SerializationException', message } }),
  )

  it.each([
    ['text as number', '{"MaxResults":"1"}', 'The value of MaxResults is not a valid integer.'],
    ['a fraction as integer', '{"MaxResults":1.5}', 'The value of MaxResults is not a valid integer.'],
    ['text as list', '{"RegionOptStatusContains":"ENABLED"}', 'The value of RegionOptStatusContains is not a list.'],
    ['null in a list', '{"RegionOptStatusContains":[null]}', 'The value of RegionOptStatusContains is not a valid string.'],
  ])('refuses %s', (_what, text, message) =>
    expect(read('ListRegions', text)).toEqual({ ok: false, problem: { code: 'SerializationException', message } }),
  )

  it('refuses what is not UTF-8', () => {
    const body = Buffer.concat([Buffer.from('{"RegionName":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect(decodeJsonInput(account, 'EnableRegion', body)).toMatchObject({ ok: false, problem: { code: 'SerializationException' } })
  })

  it('takes members outside the body for a defect, as long as they are not built', () => {
    const input = shape('Made', 'structure', { members: [member('Id', shape('Id', 'string'), { location: 'header' })] })
    expect(() => decodeJsonInput(modelWith(input), 'Made', Buffer.from('{}'))).toThrow('members outside its body')
  })
})
