import { describe, expect, it } from 'vitest'
import { contextOf } from '../testing/sample.js'
import { compileCondition, conditionHolds } from './condition.js'

function holds(operator: string, values: string | readonly string[], value?: string | readonly string[]): boolean | undefined {
  const entry = { operator, key: 'aws:Key', values: typeof values === 'string' ? [values] : values }
  return conditionHolds(compileCondition(entry), contextOf(value === undefined ? {} : { 'AWS:key': value }))
}

describe('string operators', () => {
  it.each<[string, string | readonly string[], string | undefined, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', undefined, false],
    ['StringEquals', '', '', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', 'a', undefined, true],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
    ['StringNotEqualsIgnoreCase', 'aB', 'Ab', false],
    ['StringNotEqualsIgnoreCase', 'aB', undefined, true],
    ['StringLike', 'a*', 'ab', true],
    ['StringLike', 'A*', 'ab', false],
    ['StringLike', 'a?', 'ab', true],
    ['StringLike', '*', undefined, false],
    ['StringNotLike', 'a*', 'ab', false],
    ['StringNotLike', 'a*', 'b', true],
    ['StringNotLike', '*', undefined, true],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEqualsIfExists', 'a', undefined, true],
    ['StringNotEqualsIfExists', 'a', 'a', false],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('Bool and Null', () => {
  it.each<[string, string | readonly string[], string | readonly string[] | undefined, boolean | undefined]>([
    ['Bool', 'true', 'true', true],
    ['Bool', 'True', 'true', true],
    ['Bool', 'false', 'true', false],
    ['Bool', 'yes', 'yes', false],
    ['Bool', 'false', undefined, false],
    ['BoolIfExists', 'false', undefined, true],
    ['BoolIfExists', 'false', 'true', false],
    ['Null', 'true', undefined, true],
    ['Null', 'true', [], true],
    ['Null', 'true', 'x', false],
    ['Null', 'true', ['x'], false],
    ['Null', 'false', undefined, false],
    ['Null', 'false', '', true],
    ['Null', ['true', 'false'], 'x', true],
    ['Null', 'maybe', 'x', undefined],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('ARN operators', () => {
  const topic = 'arn:aws:sns:us-east-1:111122223333:topic'
  it.each<[string, string | readonly string[], string | undefined, boolean]>([
    ['ArnEquals', topic, topic, true],
    ['ArnEquals', 'arn:aws:sns:*:111122223333:*', topic, true],
    ['ArnLike', 'arn:aws:sns:us-*-1:111122223333:topi?', topic, true],
    ['ArnLike', 'arn:aws:sns:*:topic', topic, false],
    ['ArnLike', '*', topic, false],
    ['ArnLike', 'arn:aws:sns:*:*:Topic', topic, false],
    ['ArnLike', 'arn:aws:*:*:111122223333:*', 'arn:aws:sns:r:444455556666:x:111122223333:y', false],
    ['ArnLike', topic, 'topic', false],
    ['ArnLike', topic, undefined, false],
    ['ArnNotLike', ['x', 'arn:aws:sns:*:*:topic'], topic, false],
    ['ArnNotEquals', 'arn:aws:sns:*:*:other', topic, true],
    ['ArnNotEquals', topic, 'not an arn', true],
    ['ArnNotEquals', topic, undefined, true],
    ['ArnLikeIfExists', topic, undefined, true],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('date operators', () => {
  const noon = '2026-03-10T12:00:00Z'
  it.each<[string, string, string | undefined, boolean]>([
    ['DateEquals', '2026-03-10T13:00:00+01:00', noon, true],
    ['DateEquals', '1773144000', noon, true],
    ['DateEquals', noon, '1773144000', true],
    ['DateEquals', '2026-03-10T12:00:00.001Z', noon, false],
    ['DateNotEquals', noon, noon, false],
    ['DateNotEquals', noon, undefined, true],
    ['DateNotEquals', 'someday', noon, true],
    ['DateLessThan', noon, noon, false],
    ['DateLessThan', '2026-03-11', noon, true],
    ['DateLessThan', 'someday', noon, false],
    ['DateLessThan', noon, undefined, false],
    ['DateLessThanEquals', noon, noon, true],
    ['DateGreaterThan', noon, noon, false],
    ['DateGreaterThan', '2026-03-10', noon, true],
    ['DateGreaterThanEquals', noon, noon, true],
    ['DateGreaterThanEquals', '2026-03-10T12:00:01Z', noon, false],
    ['DateLessThanIfExists', noon, undefined, true],
  ])('%s %j on %j', (operator, value, request, expected) => {
    expect(holds(operator, value, request)).toBe(expected)
  })
})

describe('IP operators', () => {
  it.each<[string, string | readonly string[], string | undefined, boolean]>([
    ['IpAddress', '203.0.113.0/24', '203.0.113.77', true],
    ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '2001:db8:1::1', true],
    ['IpAddress', '203.0.113.0/24', 'not an address', false],
    ['IpAddress', '203.0.113.0/24', undefined, false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.77', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.114.1', true],
    ['NotIpAddress', 'garbage', '203.0.114.1', true],
    ['NotIpAddress', '203.0.113.0/24', undefined, true],
    ['IpAddressIfExists', '203.0.113.0/24', undefined, true],
    ['NotIpAddressIfExists', '203.0.113.0/24', '203.0.113.1', false],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('what cannot be told', () => {
  it.each([
    'NumericEquals',
    'BinaryEquals',
    'ForAllValues:StringEquals',
    'ForAnyValue:StringEqualsIfExists',
    'Stringequals',
    'NullIfExists',
    '',
  ])('is every condition of the operator %j', (operator) => {
    expect(holds(operator, 'a', 'a')).toBeUndefined()
    expect(holds(operator, 'a')).toBeUndefined()
  })

  it('is a negated comparison with a multi-valued key; a positive one is false', () => {
    expect(holds('StringEquals', 'a', ['a'])).toBe(false)
    expect(holds('StringLikeIfExists', '*', ['a', 'b'])).toBe(false)
    expect(holds('StringNotEquals', 'a', ['b'])).toBeUndefined()
    expect(holds('StringEqualsIfExists', 'a', [])).toBe(true)
  })
})
