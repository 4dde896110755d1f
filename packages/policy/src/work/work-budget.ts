import { Memo } from './memo.js'

/**
 * Units of work, each about one character compared.
 *
 * @example
 * const limits: WorkLimits = { request: 50_000_000, question: 10_000_000 }
 * console.log(authorize(question, new WorkBudget(limits)).decidedBy)
 * // => identity
 */
export interface WorkLimits {
  /** All questions together. */
  readonly request: number
  /** Any one of them. It is decided without a pause, so that this bounds how long nothing else can run. */
  readonly question: number
}

/**
 * What all questions of one request may cost, and what they share: a condition that costs much is worked out once for the same value. A question that
 * costs more is denied (`decidedBy` is `workBudget`), and so is every question once nothing is left, whatever the policies say: nothing is skipped. Give
 * the same budget to `authorize` with each question of a request, and to no other request. What is spent follows from policies and questions alone,
 * never from time.
 *
 * @example
 * const budget = new WorkBudget({ request: 1_000, question: 500 })
 * console.log(authorize(question, budget).outcome, budget.spent > 0, budget.spent <= 500)
 * // => explicitDeny true true
 *
 * const tooSmall = new WorkBudget({ request: 1_000, question: 3 })
 * console.log(authorize(question, tooSmall).outcome, authorize(question, tooSmall).decidedBy)
 * // => implicitDeny workBudget
 */
export class WorkBudget {
  readonly #limits: WorkLimits
  #spent = 0
  /** What the questions share. For the evaluation only. */
  readonly memo = new Memo()

  constructor(limits: WorkLimits) {
    this.#limits = limits
  }

  /** Units that the questions so far have cost; at most the limit of the request. */
  get spent(): number {
    return this.#spent
  }

  /** Units that the next question may cost. */
  get left(): number {
    return Math.min(this.#limits.question, this.#limits.request - this.#spent)
  }

  /** Takes what a question has cost. */
  charge(units: number): void {
    this.#spent = Math.min(this.#limits.request, this.#spent + units)
  }
}
