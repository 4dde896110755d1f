/**
 * cases: policy tests as data, in the shape of the shared vectors: a request with its policies and what is expected, or a document and whether it
 * is valid. Owns reading them from text, running them, and what is said of one that is not understood: nothing in it is ever ignored that could
 * bear on the outcome. Pure, like the rest of the package.
 */
import type { Decision } from '../decision.js'
import type { ParseResult } from '../document/parse.js'
import type { Problem } from '../document/problem.js'
import type { Question } from '../question.js'
import type { CaseProblem } from './field.js'

/** What an evaluation case expects; `decidedBy` as it is written, one layer or several of which each is right. */
export interface ExpectedDecision {
  readonly decision: Decision['outcome'] | 'denied'
  readonly decidedBy?: string | readonly string[]
}

/** What a validation case expects. */
export interface ExpectedValidity {
  readonly valid: boolean
}

interface Titled {
  /** As given, else the position in the file, from 1. */
  readonly id: string
  readonly why?: string
  /** The line on which the case begins, from 1. */
  readonly line: number
}

/** A request, the policies that bear on it, and the expected decision. */
export interface EvaluationCase extends Titled {
  readonly kind: 'evaluation'
  readonly question: Question
  /** Absent only when the reader was told that a case needs none. */
  readonly expected?: ExpectedDecision
  /** `"assert": "denied"`: any denial is right. */
  readonly anyDenial: boolean
}

/** A document and whether it may be saved. */
export interface ValidationCase extends Titled {
  readonly kind: 'validation'
  readonly result: ParseResult
  readonly expected: ExpectedValidity
}

/** A case that is not understood, or with a document that nobody could save. It always fails. */
export interface UnreadableCase extends Titled {
  readonly kind: 'unreadable'
  /** Never empty. */
  readonly problems: readonly CaseProblem[]
  /** `null` when not even this could be read. */
  readonly expected: ExpectedDecision | ExpectedValidity | null
}

/** One case of a file. */
export type PolicyCase = EvaluationCase | ValidationCase | UnreadableCase

/** What a case came to. */
export interface CaseResult {
  readonly id: string
  readonly passed: boolean
  readonly expected: ExpectedDecision | ExpectedValidity | null
  readonly got:
    | { readonly decision: Decision['outcome']; readonly decidedBy: Decision['decidedBy'] }
    | { readonly valid: boolean; readonly problems: readonly Problem[] }
    | { readonly problems: readonly CaseProblem[] }
}
