import { describe, expect, it } from 'vitest'
import { readmeExamples } from './testing/examples.js'
import { announced, checkExamples, runExample } from './testing/run-example.js'

const complaints = checkExamples(readmeExamples)

describe('of the README', () => {
  it.each(readmeExamples)('$name compiles', ({ name }) => {
    expect(complaints.get(name)).toEqual([])
  })

  it.each(readmeExamples)('$name prints what its comments say', ({ code }) => {
    expect(announced(code)).not.toBe('')
    expect(runExample(code)).toBe(announced(code))
  })

  it('has the blocks', () => {
    expect(readmeExamples.length).toBeGreaterThanOrEqual(4)
  })
})
