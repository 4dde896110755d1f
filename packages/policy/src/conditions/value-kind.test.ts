import { describe, expect, it } from 'vitest'
import { isValueOfKind, type ValueKind } from './value-kind.js'

describe('isValueOfKind', () => {
  it.each<[ValueKind, string[], string[]]>([
    ['numeric', ['0', '-1.5', '2e3'], ['', 'ten', '1,5', `\${aws:EpochTime}`]],
    ['boolean', ['true', 'False'], ['', '1', 'yes', `\${aws:SecureTransport}`]],
    ['ip', ['10.0.0.1', '2001:db8::1'], ['', '10.0.0.0/8', '10.0.0', 'localhost']],
    ['binary', ['aGk=', 'QmluYXJ5VmFsdWU=', 'a/+A'], ['a', 'a b=']],
    ['date', ['2026-01-02', '2026-01-02T03:04:05Z', '1767323045'], ['', 'today', '2026-02-30']],
  ])('knows %s', (kind, values, others) => {
    expect(values.map((value) => isValueOfKind(value, kind))).toEqual(values.map(() => true))
    expect(others.map((value) => isValueOfKind(value, kind))).toEqual(others.map(() => false))
  })
})
