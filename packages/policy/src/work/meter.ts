/**
 * work: how much an evaluation compares, and where it must stop. Counts work, never time, so that the same request always has the same result. Owns
 * the meter, the budget, and the results that requests share. May know: conditions.
 */

/** Thrown when the current evaluation has used up its work units. It carries no details: `authorize` turns it into a denial. */
export const OUT_OF_WORK = new Error('the evaluation takes more work than it may')

const meter = { left: Number.POSITIVE_INFINITY }

/**
 * Charges work units to the current evaluation: about one for each character that is compared, and some for each pattern, whatever its length. A unit
 * takes 1 to 6 ns (measured 2026-11-29). The meter is a variable of this module: an evaluation never waits, so no other one can run before it ends.
 */
export function spend(units: number): void {
  meter.left -= units
  if (meter.left < 0) throw OUT_OF_WORK
}

/** The work units that the current evaluation has left. */
export const workLeft = (): number => meter.left

/** Sets the work units that the current evaluation has left, and returns the previous number. */
export function allowWork(units: number): number {
  const before = meter.left
  meter.left = units
  return before
}

/**
 * Runs work that is done once for all later requests, such as indexing statements, without charging for it. It must not stop half-way: later requests
 * would not find the statements that were not indexed, and a Deny among them would be lost.
 */
export function unmetered(work: () => void): void {
  const before = allowWork(Number.POSITIVE_INFINITY)
  try {
    work()
  } finally {
    allowWork(before)
  }
}
