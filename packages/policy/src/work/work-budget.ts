import { Memo } from './memo.js'

/**
 * Work units, each about one character compared.
 *
 * @example
 * const limits: WorkLimits = { total: 50_000_000, perDecision: 10_000_000 }
 * console.log(authorize(request, new WorkBudget(limits)).decidedBy)
 * // => identity
 */
export interface WorkLimits {
  /** All decisions together. */
  readonly total: number
  /** Any single decision. It runs without a pause, so this bounds how long nothing else can run. */
  readonly perDecision: number
}

/**
 * The work that the authorization requests of one API call may cost, and the results that they share: an expensive condition is evaluated once for
 * the same value. A request that costs more is denied (`decidedBy` is `workBudget`), and so is every request once nothing is left, whatever the
 * policies say: no statement is ever skipped. Pass the same budget to `authorize` for all authorization requests of an API call, and never to those
 * of another. The cost follows from policies and requests only, never from time.
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
  #prepared = 0
  /** What the requests share. For the evaluation only. */
  readonly memo = new Memo()

  constructor(limits: WorkLimits) {
    this.#limits = limits
  }

  /** The units that the requests so far have cost, at most `total`, and those of preparing them. */
  get spent(): number {
    return this.#spent + this.#prepared
  }

  /** The units that the next request may cost. */
  get left(): number {
    return Math.min(this.#limits.perDecision, this.#limits.total - this.#spent)
  }

  /**
   * Adds the cost of what was made ready for the requests and is kept for later ones, such as compiled policies. It counts as spent, for whoever pauses
   * after so much work, and takes nothing from what is left: a decision must not depend on what is in a cache.
   */
  prepare(units: number): void {
    this.#prepared += units
  }

  /** Charges the cost of a request. */
  charge(units: number): void {
    this.#spent = Math.min(this.#limits.total, this.#spent + units)
  }
}
