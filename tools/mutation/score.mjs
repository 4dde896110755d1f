// @ts-check
// Owns: the result of a run: the score of each file, and for every survivor its recorded reason, or that there is none. Refuses: to leave anything
// out; a survivor with a reason counts against the score like any other.
import { faultKey } from './subject.mjs'

/**
 * Why faults have no visible effect. `change` is `original → mutated`, or `original → removed`; `nth` counts equal changes on equal lines of a file
 * from 0.
 * @typedef {{ file: string, text: string, change: string, nth?: number }} Named
 * @typedef {{ reason: string, survivors: Named[] }} Excuse
 * @typedef {import('./subject.mjs').Fault} Fault
 * @typedef {import('./run-mutants.mjs').Verdict} Verdict
 * @typedef {Fault & { reason: string | undefined }} Survivor
 * @typedef {{ file: string, killed: number, timeout: number, excused: number, unexcused: number }} Row
 * @typedef {{ rows: Row[], total: Row, survivors: Survivor[], stale: Named[] }} Score
 */

/** @param {Named} named */
const namedKey = ({ file, text, change, nth = 0 }) => `${[file, text, change].join('\n')}\n${nth}`

/** @param {string} file @returns {Row} */
const emptyRow = (file) => ({ file, killed: 0, timeout: 0, excused: 0, unexcused: 0 })

/** @param {readonly Fault[]} faults @param {ReadonlyMap<number, Verdict>} verdicts @param {readonly Excuse[]} excuses @returns {Score} */
export function scoreOf(faults, verdicts, excuses) {
  const reasons = new Map(excuses.flatMap(({ reason, survivors }) => survivors.map((named) => [namedKey(named), reason])))
  /** @type {Map<string, Row>} */
  const rows = new Map()
  const total = emptyRow('all')
  /** @type {Survivor[]} */
  const survivors = []
  for (const fault of faults) {
    const row = rows.get(fault.file) ?? emptyRow(fault.file)
    rows.set(fault.file, row)
    const outcome = verdicts.get(fault.id)?.outcome ?? 'survived'
    const reason = reasons.get(`${faultKey(fault)}\n${fault.nth}`)
    const column = outcome === 'killed' || outcome === 'timeout' ? outcome : reason === undefined ? 'unexcused' : 'excused'
    row[column] += 1
    total[column] += 1
    if (column === 'excused' || column === 'unexcused') survivors.push({ ...fault, reason })
  }
  const used = new Set(survivors.map((survivor) => `${faultKey(survivor)}\n${survivor.nth}`))
  const stale = excuses.flatMap((excuse) => excuse.survivors).filter((named) => rows.has(named.file) && !used.has(namedKey(named)))
  return { rows: [...rows.values()], total, survivors, stale }
}

/** In percent, rounded down, so that 100 means all. @param {Row} row @returns {string} */
export function percent({ killed, timeout, excused, unexcused }) {
  const all = killed + timeout + excused + unexcused
  return all === 0 ? '-' : (Math.floor(((killed + timeout) * 1000) / all) / 10).toFixed(1)
}

/** @param {Pick<Fault, 'original' | 'mutated'>} fault */
export const shown = ({ original, mutated }) => `${original} → ${mutated === '' ? 'removed' : mutated}`

/** The verdict: whether every survivor has a reason, and every reason a survivor. @param {Score} score */
export const isGood = ({ total, stale }) => total.unexcused === 0 && stale.length === 0

/** @param {Score} score @returns {string} for a terminal */
export function printed({ rows, total, survivors, stale }) {
  const line = (/** @type {Row} */ row) =>
    `${percent(row).padStart(5)} %  killed ${row.killed}, endless ${row.timeout}, survived ${row.excused} with a reason and ${row.unexcused} without  ${row.file}`
  const told = survivors.map(
    (one) => `${one.file}:${one.line}: ${shown(one)}${one.reason === undefined ? '  NO REASON' : `  (${one.reason})`}`,
  )
  const old = stale.map(({ file, text, change }) => `${file}: a reason is given for ${change} in "${text}", which does not survive`)
  return [...told, ...old, ...rows.map(line), line(total)].join('\n')
}
