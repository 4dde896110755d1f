import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { authorize } from './authorize.js'
import type { PolicyKind } from './document/kinds.js'
import { parsePolicy } from './document/parse.js'
import { type QuestionCase, questionOf } from './testing/question-of-case.js'

interface EvaluationVector extends QuestionCase {
  readonly id: string
  readonly why: string
  readonly expect: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly decidedBy: string | readonly string[]
  readonly assert?: 'denied'
}

interface ValidationVector {
  readonly id: string
  readonly kind: string
  readonly why: string
  readonly document?: unknown
  readonly text?: string
  readonly valid: boolean
  readonly bucket?: string
}

function load<T>(name: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../../vectors/policies/${name}`, import.meta.url), 'utf8')) as T[]
}

const evaluation = load<EvaluationVector>('evaluation.json')
const validation = load<ValidationVector>('validation.json')

describe('the shared evaluation cases', () => {
  it.each(evaluation.map((vector) => ({ id: vector.id, why: vector.why, vector })))('$id: $why', ({ vector }) => {
    const decision = authorize(questionOf(vector))
    if (vector.assert === 'denied') expect(decision.outcome).not.toBe('allow')
    else expect(decision.outcome).toBe(vector.expect)
    expect([vector.decidedBy].flat()).toContain(decision.decidedBy)
  })

  it('are all here', () => {
    expect(evaluation.length).toBe(355)
  })
})

describe('the shared validation cases', () => {
  it.each(validation)('$id: $why', ({ kind, text, document, valid, bucket }) => {
    const result = parsePolicy(text ?? JSON.stringify(document), kind as PolicyKind, bucket === undefined ? {} : { bucket })
    expect(result.ok).toBe(valid)
  })

  it('are all here', () => {
    expect(validation.length).toBe(46)
  })
})
