/**
 * `diffPolicies` throws this if the documents name so much that comparing all of it would take very long. There is no partial result, because a gain
 * could be in the part that was not compared.
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
    super('cannot be compared: the documents name too many combinations of actions, resources and principals')
  }
}

/** The steps of one comparison, about 50 nanoseconds each: 10 to 20 seconds. */
const MAX_STEPS = 300_000_000

/** Counts the steps of a comparison and ends it if there are too many. The count depends on the documents only, never on the machine. */
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
