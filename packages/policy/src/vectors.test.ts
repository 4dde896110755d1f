import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseCases } from './cases/parse-cases.js'
import { runCase } from './cases/run-case.js'

function load(name: string) {
  const result = parseCases(readFileSync(new URL(`../../../vectors/policies/${name}`, import.meta.url), 'utf8'))
  if (!result.ok) throw new Error(result.problem.detail)
  return result.cases.map((one) => ({ id: one.id, why: one.why, one }))
}

const evaluation = load('evaluation.json')
const validation = load('validation.json')

describe('the shared evaluation cases', () => {
  it.each(evaluation)('$id: $why', ({ one }) => {
    const { got, expected, passed } = runCase(one)
    expect(one.kind).toBe('evaluation')
    expect({ got, expected, passed }).toMatchObject({ passed: true })
    const right = expected !== null && 'decidedBy' in expected ? [expected.decidedBy].flat() : []
    expect(right).toContain('decidedBy' in got ? got.decidedBy : '')
  })

  it('are complete', () => {
    expect(evaluation.length).toBe(372)
  })
})

describe('the shared validation cases', () => {
  it.each(validation)('$id: $why', ({ one }) => {
    expect(one.kind).toBe('validation')
    expect(runCase(one)).toMatchObject({ passed: true })
  })

  it('are complete', () => {
    expect(validation.length).toBe(57)
  })
})
