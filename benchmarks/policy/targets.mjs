// Owns: our targets. A missed target is always printed; `--check` makes it the exit status.

/** How many times cheaper than Cedar a decision must be, by number of statements. @type {Record<number, number>} */
export const timesCedar = { 1: 10, 10: 10, 100: 40, 1000: 200 }
/** The maximum cost of 1,000 indexable statements, relative to one. */
export const growth = 3
/** The maximum cost of a statement that cannot be indexed, in microseconds. */
export const unindexable = 0.2

/**
 * @typedef {{ goal: string, limit: string, measured: string, met: boolean }} Judged
 */

/** @param {string} goal @param {{ value: number, least?: number, most?: number, unit: string }} about @returns {Judged} */
export function judge(goal, { value, least, most, unit }) {
  const met = (least === undefined || value >= least) && (most === undefined || value <= most)
  const limit = least === undefined ? `<= ${most}${unit}` : `>= ${least}${unit}`
  return { goal, limit, measured: `${value.toPrecision(3)}${unit}`, met }
}
