/**
 * Thrown by `diffPolicies` for documents that name so much that comparing all of it would take very long. There is no partial result: what was not
 * looked at could be a gain.
 *
 * @example
 * const actions = Array.from({ length: 100 }, (_, at) => `"s3:*a${at}*"`)
 * const many = parsePolicy(`{"Statement":{"Effect":"Allow","Action":[${actions}],"Resource":[${actions.map((_, at) => `"arn:aws:s3:::*${at}*"`)}]}}`, 'managed')
 * try {
 *   console.log(many.ok && diffPolicies(policy, many.policy).gained.length)
 * } catch (error) {
 *   console.log(error instanceof ComparisonTooLargeError)
 * }
 * // => true
 */
export class ComparisonTooLargeError extends Error {
  override readonly name = 'TooMuchToCompare'

  constructor() {
    super('not compared: too many combinations of what the documents name')
  }
}

/** Steps of one comparison, about 50 nanoseconds each: ten to twenty seconds. */
const MAX_STEPS = 300_000_000

/** Counts the steps of a comparison and ends it when there are too many. What is counted depends on the documents alone, never on the machine. */
export class StepBudget {
  #left: number

  constructor(most = MAX_STEPS) {
    this.#left = most
  }

  take(count: number): void {
    this.#left -= count
    if (this.#left < 0) throw new ComparisonTooLargeError()
  }
}
