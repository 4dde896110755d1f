import { describe, expect, it } from 'vitest'
import { linkModel } from '../link-model.js'
import { type RequestParts, readPart } from './read-parts.js'

const shapes = {
  In: {
    type: 'structure',
    members: {
      One: { shape: 'Number', location: 'querystring', locationName: 'one' },
      Many: { shape: 'Numbers', location: 'querystring', locationName: 'many' },
      Label: { shape: 'Number', location: 'uri', locationName: 'Label' },
      Header: { shape: 'Numbers', location: 'header', locationName: 'X-Header' },
      Prefixed: { shape: 'Texts', location: 'headers', locationName: 'X-Pre-' },
      Other: { shape: 'Number' },
    },
  },
  Number: { type: 'integer' },
  Numbers: { type: 'list', member: { shape: 'Number' } },
  Text: { type: 'string' },
  Texts: { type: 'map', key: { shape: 'Text' }, value: { shape: 'Text' } },
} as const
const metadata = { serviceId: 'Parts', apiVersion: '2020-01-01', protocol: 'rest-json' }
const model = linkModel({ metadata, operations: {}, errors: {}, shapes: structuredClone(shapes) as never }, { errors: {} })

function part(name: keyof typeof shapes.In.members, { labels, query, headers }: Partial<RequestParts>) {
  const member = model.shapes.get('In')?.members.find((one) => one.name === name)
  if (!member) throw new Error(`there is no ${name}`)
  return readPart(member, { labels: labels ?? new Map(), query: query ?? new Map(), headers: headers ?? {} })
}

describe('readPart', () => {
  it.each([
    ['One', { query: new Map([['one', ['1']]]) }, 1],
    ['One', { query: new Map([['one', '1']]) }, 1],
    ['Many', { query: new Map([['many', ['1', '2']]]) }, [1, 2]],
    ['Many', { query: new Map([['many', '1']]) }, [1]],
    ['Label', { labels: new Map([['Label', '7']]) }, 7],
    ['Header', { headers: { 'x-header': '1, 2' } }, [1, 2]],
    ['Header', { headers: { 'x-header': ['1', '2'] } }, [1, 2]],
    [
      'Prefixed',
      { headers: { 'x-pre-a': '1', 'x-pre-': 'no', 'x-pre-__proto__': '2' } },
      Object.assign(Object.create(null), { a: '1', ['__proto__']: '2' }),
    ],
    ['Prefixed', {}, undefined],
    ['One', {}, undefined],
    ['Other', { query: new Map([['Other', ['1']]]) }, undefined],
  ] as const)('reads %s of %j', (name, parts, value) => expect(part(name, parts)).toEqual({ ok: true, value }))

  it.each([
    ['One', { query: new Map([['one', ['1', '1']]]) }, '1,1'],
    ['One', { query: new Map([['one', ['x']]]) }, 'x'],
    ['Many', { query: new Map([['many', ['1', '']]]) }, '1,'],
    ['Label', { labels: new Map([['Label', '1.5']]) }, '1.5'],
    ['Header', { headers: { 'x-header': '1,"2' } }, '1,"2'],
  ] as const)('rejects %s of %j', (name, parts, text) => expect(part(name, parts)).toEqual({ ok: false, text }))
})
