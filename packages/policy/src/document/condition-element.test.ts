import { describe, expect, it } from 'vitest'
import { parsePolicy } from './parse.js'

function detailOf(condition: unknown, version = '2012-10-17'): string {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: condition }
  const result = parsePolicy(JSON.stringify({ Version: version, Statement: statement }), 'identity')
  return result.ok ? '' : result.problems.map(({ detail }) => detail).join(' | ')
}

describe('a Condition element', () => {
  it.each<[unknown, string]>([
    ['x', 'Condition must be an object of operators'],
    [{ StringEquals: 'x' }, 'StringEquals must be an object of condition keys'],
    [{ StringEquals: {} }, 'StringEquals must be an object of condition keys'],
    [{ StringEquals: { 'aws:x': [] } }, 'Condition key aws:x must have at least one value'],
    [{ StringEquals: { 'aws:x': null } }, 'Condition key aws:x must have strings, numbers or booleans as values'],
    [{ StringEquals: { 'aws:x': ['a', {}] } }, 'Condition key aws:x must have strings, numbers or booleans as values'],
    [{ StringEquals: { x: 'a' } }, 'Condition key x must begin with a service and a colon'],
    [{ StringEquals: { ':x': 'a' } }, 'Condition key :x must begin with a service and a colon'],
    [{ StringEquals: { ':x:y': 'a' } }, 'Condition key :x:y must begin with a service and a colon'],
    [{ StringEquals: { 'a:x': 'a' } }, ''],
    [{ Null: { 'aws:x': 'TRUE' } }, ''],
    [{ Null: { 'aws:x': [true, 'False'] } }, ''],
    [{ Null: { 'aws:x': 'untrue' } }, 'Null cannot take the value untrue'],
    [{ Null: { 'aws:x': 'trueish' } }, 'Null cannot take the value trueish'],
  ])('%j: %s', (condition, detail) => {
    expect(detailOf(condition)).toBe(detail)
  })

  it('has variables since version 2012-10-17 only', () => {
    const broken = { StringEquals: { 'aws:x': '$' + '{aws:username' } }
    expect(detailOf(broken)).toBe('StringEquals cannot take the value $' + '{aws:username')
    expect(detailOf(broken, '2008-10-17')).toBe('')
  })

  it.each([
    ['DateLessThan', 'soon'],
    ['DateNotEqualsIfExists', '$' + '{aws:username}'],
    ['ForAnyValue:DateGreaterThan', 'soon'],
    ['ForAllValues:DateNotEqualsIfExists', '2026-13-01'],
  ])('with a value that %s does not accept fails in the legacy parsing of IAM', (operator, value) => {
    const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition: { [operator]: { 'aws:x': value } } }
    const result = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'identity')
    expect(result.ok || result.problems[0]?.message).toBe('The policy failed legacy parsing')
  })
})
