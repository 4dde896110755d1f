/**
 * work: how much an evaluation compares, and where it has to stop. Counts work, never time, so that the same question always ends the same way.
 * Owns the meter, the budget of a request, and what its questions need not work out twice. May know: conditions.
 */

/** Thrown when the evaluation that runs may compare no more. It carries nothing: `authorize` makes a denial of it. */
export const OUT_OF_WORK = new Error('the evaluation takes more work than it may')

const meter = { left: Number.POSITIVE_INFINITY }

/**
 * Takes units from what the evaluation that runs may still spend: about one for each character that is compared, and some for each pattern, whatever
 * its length, so that a unit takes 1 to 6 ns (measured 2026-11-29). It is a number of this module, as an evaluation never waits for anything: no other can run before it has ended.
 */
export function spend(units: number): void {
  meter.left -= units
  if (meter.left < 0) throw OUT_OF_WORK
}

/** What the evaluation that runs may still spend. */
export const workLeft = (): number => meter.left

/** Lets what runs now spend so much, and says what it could spend before. */
export function allowWork(units: number): number {
  const before = meter.left
  meter.left = units
  return before
}

/**
 * Does at the expense of nobody what is done once for all questions to come, such as filing statements. It must not stop half-way: what was not filed would
 * not be found by later questions, and a Deny among it would be lost.
 */
export function unmetered(work: () => void): void {
  const before = allowWork(Number.POSITIVE_INFINITY)
  try {
    work()
  } finally {
    allowWork(before)
  }
}
