import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../options.js'
import { contextFrom } from '../testing/sample.js'
import { compileCondition, conditionHolds } from './condition.js'
import { rememberLast } from './remember-last.js'

describe('rememberLast', () => {
  it('parses a text once while the same text is asked for, and again after another one', () => {
    const read: string[] = []
    const length = rememberLast((text) => {
      read.push(text)
      return text.length
    })
    expect([length('ab'), length('ab'), length('abc'), length('ab')]).toEqual([2, 2, 3, 2])
    expect(read).toEqual(['ab', 'abc', 'ab'])
  })

  it('remembers that a text could not be parsed', () => {
    let reads = 0
    const nothing = rememberLast(() => {
      reads++
      return undefined
    })
    expect([nothing(''), nothing('')]).toEqual([undefined, undefined])
    expect(reads).toBe(1)
  })

  it.each([
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', '192.0.2.1', 'no address'],
    ['DateLessThan', '2026-01-01', '2025-12-31', '2026-01-02', 'no date'],
    ['NumericLessThan', '10', '9', '11', 'no number'],
    ['ArnLike', 'arn:aws:iam::*:role/a', 'arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b', 'no ARN'],
  ])('%s answers for each value independently, in any order', (operator, wanted, fits, differs, unreadable) => {
    const how = { variables: true, settings: DEFAULT_SETTINGS }
    const condition = compileCondition({ operator, key: 'aws:key', values: [wanted] }, how)
    const answers = [fits, differs, fits, unreadable, unreadable, fits, differs].map((value) =>
      conditionHolds(condition, contextFrom({ 'aws:key': value })),
    )
    expect(answers).toEqual([true, false, true, false, false, true, false])
  })
})
