import { describe, expect, it } from 'vitest'
import { docstringExamples, publicItems } from './testing/examples.js'
import { announced, checkExamples, runExample } from './testing/run-example.js'

const items = publicItems()
const examples = docstringExamples(items)
const complaints = checkExamples(examples)

describe('the docstring of every public item, types included', () => {
  it('is checked', () => {
    expect(items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['authorize', 'parsePolicy', 'AuthorizationRequest', 'SizeMeasure']),
    )
  })

  it.each(items.map(({ name }) => name))('of %s has an example that uses it', (name) => {
    expect(examples.find((example) => example.name === name)?.shown).toMatch(new RegExp(`\\b${name}\\b`))
  })
})

describe('the example of', () => {
  it.each(examples)('$name compiles', ({ name }) => {
    expect(complaints.get(name)).toEqual([])
  })

  it.each(examples)('$name prints what its comments say', ({ code, shown }) => {
    expect(announced(shown)).not.toBe('')
    expect(runExample(code)).toBe(announced(shown))
  })
})

describe('the check of examples', () => {
  const wrong = checkExamples([
    { name: 'type', code: "import { policySize } from '@daypass/policy'\nconsole.log(policySize(1))" },
    { name: 'import', code: "import { policyLength } from '@daypass/policy'\nconsole.log(policyLength)" },
  ])

  it.each([
    ['type', "'number' is not assignable"],
    ['import', "no exported member 'policyLength'"],
  ])('reports a wrong %s', (name, complaint) => {
    expect(wrong.get(name)).toEqual([expect.stringContaining(complaint)])
  })

  it('finds no example in a comment without one', () => {
    expect(docstringExamples([{ name: 'authorize', docstring: 'Decides.\n' }])).toEqual([])
  })
})
