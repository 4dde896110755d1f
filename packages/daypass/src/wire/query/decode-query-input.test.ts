import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadModel, type ServiceModel, type Shape } from '../model.js'
import { readForm } from '../read-form.js'
import { decodeQueryInput } from './decode-query-input.js'

const sts = loadModel('sts')
const iam = loadModel('iam')

function decode(text: string, operation = 'AssumeRole', model: ServiceModel = sts): unknown {
  const form = readForm(text)
  if (!form.ok) throw new Error(form.problem.message)
  const decoded = decodeQueryInput(model, operation, form.params)
  return decoded.ok ? decoded.input : `${decoded.problem.code}: ${decoded.problem.message}`
}

describe('decodeQueryInput', () => {
  it.each([
    ['nothing', '', {}],
    ['scalars', 'RoleArn=a&DurationSeconds=900&RoleSessionName=', { RoleArn: 'a', DurationSeconds: 900, RoleSessionName: '' }],
    ['unknown parameters, which are ignored', 'Action=AssumeRole&Version=1&Foo.member.9999999=1', {}],
    ['names by exact case', 'rolearn=a', {}],
    ['unknown fields of structures, which are ignored', 'Tags.member.1.Key=a&Tags.member.1.New=b', { Tags: [{ Key: 'a' }] }],
    [
      'lists of structures',
      'Tags.member.1.Key=a&Tags.member.1.Value=b&Tags.member.2.Key=c',
      { Tags: [{ Key: 'a', Value: 'b' }, { Key: 'c' }] },
    ],
    ['lists of scalars', 'TransitiveTagKeys.member.1=a', { TransitiveTagKeys: ['a'] }],
    ['lower-case members', 'PolicyArns.member.1.arn=x', { PolicyArns: [{ arn: 'x' }] }],
    [
      'lists in the order of their numbers, with gaps closed',
      'TransitiveTagKeys.member.10=b&TransitiveTagKeys.member.9=a',
      { TransitiveTagKeys: ['a', 'b'] },
    ],
    ['empty lists', 'Tags=', { Tags: [] }],
    ['the last number', 'TransitiveTagKeys.member.10000=z', { TransitiveTagKeys: ['z'] }],
  ])('reads %s', (_, text, expected) => {
    expect(decode(text)).toEqual(expected)
  })

  it.each([
    ['an invalid number', 'DurationSeconds=abc'],
    ['an empty number', 'DurationSeconds='],
    ['a fraction', 'DurationSeconds=900.5'],
    ['a number beyond 32 bits', 'DurationSeconds=2147483648'],
    ['a structure instead of a scalar', 'Policy.x=1'],
    ['a scalar and a structure', 'Policy=x&Policy.x=1'],
    ['a scalar instead of a list', 'PolicyArns=x'],
    ['a scalar instead of a structure', 'PolicyArns.member.1=x'],
    ['an index above the limit', 'PolicyArns.member.999999999.arn=x'],
    ['an index just above the limit', 'PolicyArns.member.10001.arn=x'],
    ['index 0', 'PolicyArns.member.0.arn=x'],
    ['an index with a leading zero', 'PolicyArns.member.01.arn=x'],
    ['a list without its wrapper', 'PolicyArns.1.arn=x'],
    ['a list with another wrapper name', 'PolicyArns.member.1.arn=x&PolicyArns.entry.1.arn=y'],
    ['a list element and a value of the list', 'PolicyArns.member=x'],
    ['more dots than any input has', `Policy.${'x.'.repeat(40)}=1`],
  ])('refuses %s', (_, text) => {
    expect(decode(text)).toMatch(/^MalformedInput: /)
  })

  it('does not do work in proportion to an index', () => {
    const text = Array.from({ length: 3999 }, (_, i) => `TransitiveTagKeys.member.${10_000 - i}=${i}`).join('&')
    expect(decode(text)).toMatchObject({ TransitiveTagKeys: { length: 3999 } })
  })

  it.each([
    ['SetAsDefault=true', { SetAsDefault: true }],
    ['SetAsDefault=False', { SetAsDefault: false }],
    ['SetAsDefault=1', 'MalformedInput: The value of SetAsDefault is not a valid boolean'],
  ])('reads booleans: %s', (text, expected) => {
    expect(decode(text, 'CreatePolicyVersion', iam)).toEqual(expected)
  })

  it('reads maps, flattened lists and dates', () => {
    expect(decode('M.entry.1.key=a&M.entry.1.value=1&L.1=x&L.2=y&D=2020-05-19T18:06:10Z&B=aGk%3D', 'Op', invented)).toEqual({
      M: { a: 1 },
      L: ['x', 'y'],
      D: new Date('2020-05-19T18:06:10Z'),
      B: new Uint8Array([104, 105]),
    })
    const { M } = decode('M.entry.1.key=__proto__&M.entry.1.value=1', 'Op', invented) as { M: object }
    expect(Object.entries(M)).toEqual([['__proto__', 1]])
  })

  it.each([
    'M.entry.1.key=a',
    'M.entry.1.value=1',
    'M.entry.1.key=a&M.entry.1.value=1&M.entry.2.key=a&M.entry.2.value=2',
    'D=today',
    'B=%21',
  ])('refuses %s', (text) => {
    expect(decode(text, 'Op', invented)).toMatch(/^MalformedInput: /)
  })

  it('reads back every input of every operation', () => {
    for (const model of [sts, iam]) {
      for (const operation of model.operations.values()) {
        if (!operation.input) continue
        const law = fc.property(inputs(operation.input), (input) => {
          const params = new Map(serialize('', input))
          expect(decodeQueryInput(model, operation.name, params)).toEqual({ ok: true, input })
        })
        fc.assert(law, { numRuns: 30 })
      }
    }
  })
})

const scalar = (name: string, type: Shape['type']): Shape => ({ ...blank, name, type })
const blank: Shape = {
  name: '',
  type: 'structure',
  members: [],
  member: undefined,
  key: undefined,
  value: undefined,
  payload: undefined,
  min: undefined,
  max: undefined,
  pattern: undefined,
  enum: undefined,
  sensitive: false,
  union: false,
  rootName: undefined,
  namespace: undefined,
}
const member = (name: string, shape: Shape, flattened = false) =>
  ({
    name,
    label: name,
    wireName: name,
    shape,
    required: false,
    location: 'body',
    flattened,
    streaming: false,
    timestampFormat: undefined,
    form: { name, flattened },
    attribute: false,
    namespace: undefined,
    rootName: name,
  }) as const
const invented: ServiceModel = inventedModel()

// What no operation of daypass has yet: maps, flattened lists, dates and blobs in an input.
function inventedModel(): ServiceModel {
  const map = { ...scalar('M', 'map'), key: member('key', scalar('k', 'string')), value: member('value', scalar('v', 'integer')) }
  const list = { ...scalar('L', 'list'), member: member('member', scalar('s', 'string')) }
  const members = [member('M', map), member('L', list, true), member('D', scalar('d', 'timestamp')), member('B', scalar('b', 'blob'))]
  const declared = sts.operations.get('AssumeRole')
  if (!declared) throw new Error('no operation')
  return { ...sts, operations: new Map([['Op', { ...declared, name: 'Op', input: { ...blank, members } }]]) }
}

function inputs(shape: Shape): fc.Arbitrary<unknown> {
  if (shape.type === 'string') return fc.string({ unit: 'binary' })
  if (shape.type === 'integer') return fc.integer()
  if (shape.type === 'boolean') return fc.boolean()
  if (shape.type === 'list' && shape.member) return fc.array(inputs(shape.member.shape), { maxLength: 4 })
  const fields = shape.members.map((field) => [field.name, inputs(field.shape)] as const)
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  return record.filter((value) => Object.keys(value).length > 0 || shape.name.endsWith('Request'))
}

// The client side of the protocol, written for this test from the rules of the query protocol. In all our inputs the wire names equal the member
// names.
function serialize(path: string, value: unknown): [string, string][] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [[path, '']]
    return value.flatMap((item: unknown, index) => serialize(`${path}.member.${index + 1}`, item))
  }
  if (typeof value !== 'object' || value === null) return [[path, String(value)]]
  return Object.entries(value).flatMap(([name, held]) => serialize(path === '' ? name : `${path}.${name}`, held))
}
