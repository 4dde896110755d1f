import { describe, expect, it } from 'vitest'
import { combinedEffect, comparablePolicy, policyEffect, policyProblem, policyValue } from './policy-text.js'

describe('the text of a policy', () => {
  it.each([
    ['{"a":1}', '{ "a" : 1 }', true],
    ['{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1}', true],
    ['{"a":[1,2]}', '{"a":[2,1]}', false],
    ['{"a":"x y"}', '{"a":"xy"}', false],
    ['{"a":1.0}', '{"a":1}', false],
    ['{"a":1,"a":2}', '{"a":2}', false],
    ['{"a":{"b":1}}', '{"a":[["b",1]]}', false],
  ])('says the same as another: %s and %s, %s', (one, other, expected) => {
    expect(comparablePolicy(one) === comparablePolicy(other)).toBe(expected)
  })

  it.each(['{"a":1.0}', '{"a":"\\u0041"}', '{"a":1,"a":1}', '{"b":1,"7":2}', 'no'])(
    'is kept where a map would not give it again: %s',
    (text) => {
      expect(policyValue(text)).toBeUndefined()
    },
  )

  it.each([
    ['{"Statement":{"Effect":"Deny"}}', 'deny'],
    ['{"Statement":[{"Effect":"Deny"},{"Effect":"Allow"}]}', 'mixed'],
    ['{"Statement":{"Effect":"Allow"}}', 'allow'],
    ['{}', 'mixed'],
    ['{', 'mixed'],
  ] as const)('has an effect: %s', (text, effect) => {
    expect(policyEffect(text)).toBe(effect)
  })

  it('has an effect together with others', () => {
    expect([combinedEffect([]), combinedEffect(['deny', 'allow']), combinedEffect(['allow', 'allow']), combinedEffect(['mixed'])]).toEqual([
      ...['allow', 'mixed', 'allow', 'mixed'],
    ])
  })

  it('says line and column of a problem in a text of several lines', () => {
    expect(policyProblem('{\n  "Statement": {"Effect": "Maybe"}\n}', 'identity')).toMatch(/^line 2, column \d+ of it: /)
  })
})
