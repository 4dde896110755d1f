import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../options.js'
import { contextFrom, variable } from '../testing/sample.js'
import { compileCondition, conditionHolds } from './condition.js'

const HOW = { variables: true, settings: DEFAULT_SETTINGS }

function holds(operator: string, values: string | readonly string[], value?: string | readonly string[]): boolean | undefined {
  const entry = { operator, key: 'aws:Key', values: typeof values === 'string' ? [values] : values }
  return conditionHolds(compileCondition(entry, HOW), contextFrom(value === undefined ? {} : { 'AWS:key': value }))
}

describe('string operators', () => {
  it.each<[string, string | readonly string[], string | undefined, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringEquals', 'a*', 'a', false],
    ['StringEquals', 'a*', 'a*', true],
    ['StringEqualsIgnoreCase', '?', '', false],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', undefined, false],
    ['StringEquals', '', '', true],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', ['a', 'b'], 'c', true],
    ['StringNotEquals', 'a', undefined, true],
    ['StringEqualsIgnoreCase', 'aB', 'Ab', true],
    ['StringEqualsIgnoreCase', 'ΟΔΟΣ', 'οδος', true],
    ['StringEqualsIgnoreCase', 'ΟΔΟΣ', 'οδοσ', true],
    ['StringEqualsIgnoreCase', 'ı', 'I', false],
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
    ['Bool', 'yes', 'yes', undefined],
    ['Bool', 'true', 'yes', false],
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
    ['Null', 'TRUE', undefined, true],
    ['Null', 'False', 'x', true],
    ['Null', 'maybe', 'x', undefined],
    ['Null', ['true', 'maybe'], undefined, undefined],
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
  it.each<[string, string, string | undefined, boolean | undefined]>([
    ['DateEquals', '2026-03-10T13:00:00+01:00', noon, true],
    ['DateEquals', '1773144000', noon, true],
    ['DateEquals', noon, '1773144000', true],
    ['DateEquals', '2026-03-10T12:00:00.001Z', noon, false],
    ['DateNotEquals', noon, noon, false],
    ['DateNotEquals', noon, undefined, true],
    ['DateNotEquals', 'someday', noon, undefined],
    ['DateNotEquals', noon, 'someday', true],
    ['DateLessThan', noon, noon, false],
    ['DateLessThan', '2026-03-11', noon, true],
    ['DateLessThan', 'someday', noon, undefined],
    ['DateLessThan', noon, 'someday', false],
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
  it.each<[string, string | readonly string[], string | undefined, boolean | undefined]>([
    ['IpAddress', '203.0.113.0/24', '203.0.113.77', true],
    ['IpAddress', ['10.0.0.0/8', '2001:db8::/32'], '2001:db8:1::1', true],
    ['IpAddress', '203.0.113.0/24', 'not an address', false],
    ['IpAddress', '203.0.113.0/24', undefined, false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.77', false],
    ['NotIpAddress', '203.0.113.0/24', '203.0.114.1', true],
    ['NotIpAddress', 'garbage', '203.0.114.1', undefined],
    ['NotIpAddress', '203.0.113.0/24', 'garbage', true],
    ['NotIpAddress', '203.0.113.0/24', undefined, true],
    ['IpAddressIfExists', '203.0.113.0/24', undefined, true],
    ['NotIpAddressIfExists', '203.0.113.0/24', '203.0.113.1', false],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('numeric operators', () => {
  it.each<[string, string | readonly string[], string | undefined, boolean | undefined]>([
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', '1e1', '10', true],
    ['NumericEquals', '-0', '0', true],
    ['NumericEquals', '.5', '0.50', true],
    ['NumericEquals', ['1', '2'], '2', true],
    ['NumericEquals', '9007199254740993', '9007199254740992', false],
    ['NumericGreaterThan', '9007199254740992', '9007199254740993', true],
    ['NumericLessThan', '0.3', '0.29999999999999999999', true],
    ['NumericEquals', '0.10000000000000000000', '0.1', true],
    ['NumericGreaterThan', '-2', '-1.5', true],
    ['NumericLessThan', '100', '99', true],
    ['NumericLessThan', '1.3', '1.2', true],
    ['NumericLessThanEquals', '7', '7', true],
    ['NumericLessThanEquals', '7', '7.5', false],
    ['NumericLessThanEquals', '7', '8', false],
    ['NumericGreaterThanEquals', '7', '6.999', false],
    ['NumericLessThan', '0', '-12345678901234567890', true],
    ['NumericEquals', '-12345678901234567890', '12345678901234567890', false],
    ['NumericEquals', '1.0000000000000000001', '1', false],
    ['NumericLessThan', '1.0000000000000000001', '1', true],
    ['NumericLessThan', '12345678901234567890', '1e5', true],
    ['NumericEquals', '100000.00000000000000000', '1e5', true],
    ['NumericNotEquals', ['5', '7'], '7', false],
    ['NumericNotEquals', '5', undefined, true],
    ['NumericEquals', '5', undefined, false],
    ['NumericEqualsIfExists', '5', undefined, true],
    ['NumericEquals', '5', 'five', false],
    ['NumericNotEquals', '5', 'five', true],
    ['NumericEquals', '5', '', false],
    ['NumericEquals', 'five', '5', undefined],
    ['NumericNotEquals', ['5', 'five'], '6', undefined],
    ['NumericEquals', '0x10', '16', undefined],
    ['NumericEquals', '1 ', '1', undefined],
  ])('%s %j on %j', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('binary operators', () => {
  it.each<[string, string, string | undefined, boolean | undefined]>([
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'qmluYXJ5', false],
    ['BinaryEquals', 'QQ==', 'QR==', true],
    ['BinaryEquals', 'QUI=', 'QUJ=', true],
    ['BinaryEquals', 'QQ==', 'Qg==', false],
    ['BinaryEquals', 'QQ==', 'QQ', false],
    ['BinaryEquals', '', '', true],
    ['BinaryEquals', 'QQ==', undefined, false],
    ['BinaryEqualsIfExists', 'QQ==', undefined, true],
    ['BinaryEquals', 'not base64', 'QQ==', undefined],
  ])('%s %j on %j', (operator, value, request, expected) => {
    expect(holds(operator, value, request)).toBe(expected)
  })
})

describe('set operators', () => {
  it.each<[string, string | readonly string[], string | readonly string[] | undefined, boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', 'a', undefined, true],
    ['ForAllValues:StringEquals', 'a', [], true],
    ['ForAllValues:StringEquals', 'a', 'a', true],
    ['ForAllValues:StringEquals', 'a', 'b', false],
    ['ForAnyValue:StringEquals', 'a', ['a', 'c'], true],
    ['ForAnyValue:StringEquals', 'a', ['b', 'c'], false],
    ['ForAnyValue:StringEquals', 'a', undefined, false],
    ['ForAnyValue:StringEquals', 'a', [], false],
    ['ForAnyValue:StringNotEquals', 'a', ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', 'a', ['a'], false],
    ['ForAnyValue:StringNotEquals', 'a', undefined, false],
    ['ForAllValues:StringNotEquals', 'a', ['a', 'b'], false],
    ['ForAllValues:StringNotEquals', 'a', ['b', 'c'], true],
    ['ForAllValues:StringNotEquals', 'a', undefined, true],
    ['ForAnyValue:StringLikeIfExists', 'a*', undefined, true],
    ['ForAnyValue:StringLikeIfExists', 'a*', ['b'], false],
    ['ForAllValues:StringLikeIfExists', 'a*', undefined, true],
    ['ForAllValues:NumericLessThan', '5', ['1', '2'], true],
    ['ForAnyValue:DateLessThan', '2026-01-01', ['2027-01-01', '2025-01-01'], true],
    ['ForAnyValue:IpAddress', '10.0.0.0/8', ['192.168.0.1', '10.1.1.1'], true],
    ['ForAllValues:BinaryEquals', 'QQ==', ['QQ==', 'QR=='], true],
    ['ForAnyValue:Bool', 'true', ['false', 'true'], true],
    ['ForAnyValue:ArnLike', 'arn:aws:s3:::*', ['x', 'arn:aws:s3:::b'], true],
  ])('%s %j on %j: %s', (operator, values, value, expected) => {
    expect(holds(operator, values, value)).toBe(expected)
  })
})

describe('policy variables in conditions', () => {
  const user = variable('aws:username')
  const context = contextFrom({ 'aws:username': 'Al*', 'aws:list': ['Al*'], 'aws:role': 'arn:aws:iam::111122223333:role/dev' })
  function asked(operator: string, value: string, request: string, variables = true): boolean | undefined {
    const condition = compileCondition({ operator, key: 'aws:key', values: [value] }, { ...HOW, variables })
    return conditionHolds(condition, new Map([...context, ['aws:key', request]]))
  }

  it.each<[string, string, string, boolean | undefined]>([
    ['StringEquals', `home/${user}`, 'home/Al*', true],
    ['StringEquals', `home/${user}`, 'home/Alice', false],
    ['StringLike', `home/${user}/*`, 'home/Al*/x', true],
    ['StringLike', `home/${user}/*`, 'home/Alice/x', false],
    ['StringEqualsIgnoreCase', `HOME/${variable('AWS:UserName')}`, 'home/al*', true],
    ['StringEqualsIgnoreCase', variable('aws:none'), 'x', false],
    ['StringNotEqualsIgnoreCase', variable('aws:none'), 'x', true],
    ['StringNotLike', `${user}`, 'Alice', true],
    ['StringEquals', `${variable('aws:none')}`, '', false],
    ['StringNotEquals', `${variable('aws:none')}`, 'x', true],
    ['StringEquals', variable("aws:none, 'x'"), 'x', true],
    ['StringLike', variable("aws:none, '*'"), 'x', false],
    ['StringEquals', variable("aws:username, 'x'"), 'x', false],
    ['StringEquals', variable('aws:list'), 'Al*', false],
    ['StringEquals', variable("aws:list, 'x'"), 'x', false],
    ['StringLike', `a${variable('*')}${variable('?')}${variable('$')}*`, 'a*?$b', true],
    ['StringLike', `a${variable('*')}`, 'ab', false],
    ['StringEquals', `a${variable('*')}`, 'a*', true],
    ['ArnLike', `arn:aws:iam::111122223333:role/${variable("aws:none, 'd?v'")}`, 'arn:aws:iam::111122223333:role/dev', false],
    ['ArnEquals', `arn:aws:iam::*:role/${variable("aws:none, 'dev'")}`, 'arn:aws:iam::111122223333:role/dev', true],
    ['ArnEquals', variable('aws:role'), 'arn:aws:iam::111122223333:role/dev', true],
    ['ArnEquals', variable('aws:role'), 'arn:aws:iam::111122223333:role/other', false],
    ['ArnLike', `${variable("aws:none, 'arn'")}:aws:iam::*:role/dev`, 'arn:aws:iam::111122223333:role/dev', true],
    ['ArnNotEquals', variable('aws:none'), 'arn:aws:iam::111122223333:role/dev', true],
    ['Bool', variable("aws:none, 'true'"), 'true', true],
    ['NumericEquals', variable('aws:username'), '1', undefined],
    ['StringEquals', '$' + '{aws:username', '$' + '{aws:username', undefined],
    ['StringEquals', variable(''), 'x', undefined],
    ['StringEquals', variable('**'), 'x', undefined],
    ['StringEquals', variable(' aws:username'), 'Al*', undefined],
    ['StringEquals', variable('aws:a, x'), 'x', undefined],
  ])('%s %j on %j: %s', (operator, value, request, expected) => {
    expect(asked(operator, value, request)).toBe(expected)
  })

  it('are plain text in documents of 2008', () => {
    expect(asked('StringEquals', user, user, false)).toBe(true)
    expect(asked('StringLike', `${user}*`, `${user}/x`, false)).toBe(true)
    expect(asked('Bool', user, 'true', false)).toBeUndefined()
  })

  it('make a Bool indeterminate when the options do not allow them there', () => {
    const options = { variables: true, settings: { ...DEFAULT_SETTINGS, variablesInBool: false } }
    const condition = compileCondition({ operator: 'Bool', key: 'aws:key', values: [variable("aws:none, 'true'")] }, options)
    expect(conditionHolds(condition, contextFrom({ 'aws:key': 'true' }))).toBeUndefined()
  })
})

describe('what is indeterminate', () => {
  it.each([
    'NumericLess',
    'BinaryLike',
    'ForAllValues:Null',
    'ForAnyValues:StringEquals',
    'ForAllValues:ForAnyValue:StringEquals',
    'Stringequals',
    'NullIfExists',
    '',
  ])('is every condition with the operator %j', (operator) => {
    expect(holds(operator, 'a', 'a')).toBeUndefined()
    expect(holds(operator, 'a')).toBeUndefined()
  })

  it('is a condition without values', () => {
    expect(holds('StringEquals', [], 'a')).toBeUndefined()
  })

  it('is a negated comparison with a multi-valued key; a positive one is false', () => {
    expect(holds('StringEquals', 'a', ['a'])).toBe(false)
    expect(holds('StringLikeIfExists', '*', ['a', 'b'])).toBe(false)
    expect(holds('StringNotEquals', 'a', ['b'])).toBeUndefined()
    expect(holds('StringEqualsIfExists', 'a', [])).toBe(true)
  })

  it('decides ForAnyValue with IfExists on an absent key as the options say', () => {
    const options = { variables: true, settings: { ...DEFAULT_SETTINGS, anyValueIfExistsWhenAbsent: false } }
    const entry = { operator: 'ForAnyValue:StringEqualsIfExists', key: 'aws:key', values: ['a'] }
    expect(conditionHolds(compileCondition(entry, options), new Map())).toBe(false)
    expect(conditionHolds(compileCondition(entry, HOW), new Map())).toBe(true)
  })
})
