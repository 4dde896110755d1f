import { describe, expect, it } from 'vitest'
import { statementDifference } from './statement-difference.js'

const of = (before: string | undefined, after: string) => statementDifference({ before, after })

describe('the difference of two policies', () => {
  it.each([
    ['a new one', undefined, '{"Statement":[]}', []],
    ['a statement', '{"Statement":[{"a":1},{"b":1}]}', '{"Statement":[{"c":1},{"a":1}]}', ['- {"b":1}', '+ {"c":1}']],
    ['the keys of a statement in another order', '{"Statement":[{"a":1,"b":2},{"c":1}]}', '{"Statement":[{"b":2,"a":1}]}', ['- {"c":1}']],
    ['a statement without a list', '{"Statement":{"a":1}}', '{"Statement":[{"a":1},{"a":1}]}', ['+ {"a":1}']],
    ['other elements', '{"Version":"1","Statement":[]}', '{"Version":"2","Statement":[]}', ['- "Version":"1"', '+ "Version":"2"']],
    ['order alone', '{"Statement":[{"a":1},{"b":1}]}', '{"Statement":[{"b":1},{"a":1}]}', ['the order of the statements alone']],
    ['a text that would not stay the same', '{"a":1.0}', '{\n "Statement": []}', ['- {"a":1.0}']],
  ])('is told by statement: %s', (_, before, after, difference) => {
    expect(of(before, after)).toEqual(difference)
  })
})
