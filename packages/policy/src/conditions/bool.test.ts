import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../options.js'
import { contextFrom, variable } from '../testing/sample.js'
import { boolEquals } from './bool.js'

const context = contextFrom({ 'acme:yes': 'True', 'acme:no': 'false', 'acme:end': 'ue', 'acme:odd': 'maybe' })

function holds(wanted: string, asked: string): boolean | undefined {
  return boolEquals([wanted], { variables: true, settings: DEFAULT_SETTINGS })?.(asked, context)
}

describe('boolEquals', () => {
  it.each([
    ['true', 'TRUE', true],
    ['FALSE', 'False', true],
    ['true', 'false', false],
    ['false', 'truefalse', false],
    [variable('acme:yes'), 'true', true],
    [variable('acme:no'), 'true', false],
    [`tr${variable('acme:end')}`, 'true', true],
    [`${variable('acme:no')}*`, 'false', false],
    [variable('acme:odd'), 'maybe', false],
    [variable('acme:none'), 'true', false],
  ])('compares %j with %j: %s', (wanted, asked, expected) => {
    expect(holds(wanted, asked)).toBe(expected)
  })

  it.each(['trueish', 'untrue', '', '$' + '{acme:yes'])('does not accept %j', (wanted) => {
    expect(holds(wanted, 'true')).toBeUndefined()
  })
})
