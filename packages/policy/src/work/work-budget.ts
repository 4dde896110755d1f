import { Memo } from './memo.js'

/**
 * Units of work, each about one character compared.
 *
 * @example
 * const limits: WorkLimits = { total: 50_000_000, perDecision: 10_000_000 }
 * console.log(authorize(request, new WorkBudget(limits)).decidedBy)
 * // => identity
 */
export interface WorkLimits {
  /** All questions together. */
  readonly total: number
  /** Any one of them. It is decided without a pause, so that this bounds how long nothing else can run. */
  readonly perDecision: number
}

/**
 * What all questions of one request may cost, and what they share: a condition that costs much is worked out once for the same value. A question that
 * costs more is denied (`decidedBy` is `workBudget`), and so is every question once nothing is left, whatever the policies say: nothing is skipped. Give
 * the same budget to `authorize` with each question of a request, and to no other request. What is spent follows from policies and questions alone,
 * never from time.
 *
 * @example
 * const budget = new WorkBudget({ total: 1_000, perDecision: 500 })
 * console.log(authorize(request, budget).outcome, budget.spent > 0, budget.spent <= 500)
 * // => explicitDeny true true
 *
 * const tooSmall = new WorkBudget({ total: 1_000, perDecision: 3 })
 * console.log(authorize(request, tooSmall).outcome, authorize(request, tooSmall).decidedBy)
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
    return Math.min(this.#limits.perDecision, this.#limits.total - this.#spent)
  }

  /** Takes what a question has cost. */
  charge(units: number): void {
    this.#spent = Math.min(this.#limits.total, this.#spent + units)
  }
}
