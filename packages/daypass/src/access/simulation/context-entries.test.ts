import { describe, expect, it } from 'vitest'
import { type ContextEntry, readContextEntries } from './context-entries.js'

const entry = (ContextKeyType: string | undefined, ...ContextKeyValues: string[]): ContextEntry => ({
  ContextKeyName: 'aws:Key',
  ContextKeyType,
  ContextKeyValues,
})

describe('context entries', () => {
  it.each<[string, string[], string | string[]]>([
    ['string', ['a'], 'a'],
    ['string', [''], ''],
    ['stringList', ['a', 'b'], ['a', 'b']],
    ['stringList', ['a'], ['a']],
    ['stringList', [], []],
    ['numeric', ['1.5'], '1.5'],
    ['numericList', ['1', '2'], ['1', '2']],
    ['boolean', ['true'], 'true'],
    ['booleanList', ['true', 'FALSE'], ['true', 'FALSE']],
    ['ip', ['2001:db8::1'], '2001:db8::1'],
    ['ipList', ['10.0.0.1', '::1'], ['10.0.0.1', '::1']],
    ['binary', ['aGk='], 'aGk='],
    ['binaryList', ['aGk='], ['aGk=']],
    ['date', ['2026-01-02T03:04:05Z'], '2026-01-02T03:04:05Z'],
    ['dateList', ['1767323045'], ['1767323045']],
  ])('of type %s can be %j', (type, values, expected) => {
    expect(readContextEntries([entry(type, ...values)])).toEqual({ ok: true, context: new Map([['aws:key', expected]]) })
  })

  it.each([
    ['ip', '::FFFF:1.2.3.4', '1.2.3.4'],
    ['ip', '0:0:0:0:0:ffff:102:304', '1.2.3.4'],
    ['ip', '2001:0DB8:0:0::1', '2001:db8::1'],
    ['string', '::ffff:1.2.3.4', '1.2.3.4'],
    ['string', 'not an address', 'not an address'],
  ])('of type %s give aws:SourceIp %s the same form as the server would: %s', (type, value, expected) => {
    const context = new Map([['aws:sourceip', expected]])
    expect(readContextEntries([{ ...entry(type, value), ContextKeyName: 'aws:SourceIp' }])).toEqual({ ok: true, context })
  })

  it.each<[string, ContextEntry[], string]>([
    ['no name', [{ ContextKeyType: 'string', ContextKeyValues: ['a'] }], 'an entry has no ContextKeyName'],
    ['no type', [entry(undefined, 'a')], 'aws:Key has no ContextKeyType'],
    ['an unknown type', [entry('constructor', 'a')], 'aws:Key has no ContextKeyType'],
    ['no value', [entry('string')], 'aws:Key is of type string, which takes one value'],
    ['two values for a single-valued type', [entry('ip', '::1', '::2')], 'aws:Key is of type ip, which takes one value'],
    ['a key twice', [entry('string', 'a'), { ...entry('string', 'b'), ContextKeyName: 'AWS:KEY' }], 'AWS:KEY is given twice'],
    ['no number', [entry('numeric', 'many')], 'aws:Key is of type numeric, which has no value many'],
    ['an invalid number among others', [entry('numericList', '1', '')], 'aws:Key is of type numericList, which has no value '],
    ['no boolean', [entry('boolean', 'yes')], 'aws:Key is of type boolean, which has no value yes'],
    ['a range of addresses', [entry('ip', '10.0.0.0/8')], 'aws:Key is of type ip, which has no value 10.0.0.0/8'],
    ['an obsolete spelling of IPv4', [entry('ip', '::1.2.3.4')], 'aws:Key is of type ip, which has no value ::1.2.3.4'],
    ['a zone', [entry('ipList', '::1', 'fe80::1%lo')], 'aws:Key is of type ipList, which has no value fe80::1%lo'],
    ['no base64', [entry('binary', '%')], 'aws:Key is of type binary, which has no value %'],
    ['no date', [entry('date', 'today')], 'aws:Key is of type date, which has no value today'],
  ])('are rejected with %s', (_what, entries, problem) => {
    expect(readContextEntries(entries)).toEqual({ ok: false, problem })
  })
})
