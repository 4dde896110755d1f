// Owns: what is promised, and whether a run kept it.

/** @typedef {{ what: string, value: number, most: number, unit: string, met: boolean }} Judged */

/** @param {string} what @param {number} value @param {number} most @param {string} [unit] @returns {Judged} */
const judge = (what, value, most, unit = '') => ({ what, value, most, unit, met: value <= most })

const MOST = {
  'GetCallerIdentity, key': 2.0,
  'GetCallerIdentity, session': 2.5,
  AssumeRole: 3.0,
  'bad signature': 1.6,
}

/** Roles, at most, times the CPU of the fewest roles. */
const MOST_BY_SIZE = 1.3
/** Bytes. */
const MOST_PER_ROLE = 1024
/** With 10 roles. */
const MOST_OF_MOTO = 1 / 25

/** @param {{ rows: { name: string, roles: number, ratio: { median: number }, bySize?: { median: number } }[], memoryPerRole: number}, moto?: { rows: { name: string, roles: number, times: number }[] }} found */
export function judgeAll({ rows, memoryPerRole, moto }) {
  const least = Math.min(...rows.map(({ roles }) => roles))
  const against = rows.flatMap(({ name, roles, ratio }) =>
    roles === least && name in MOST ? [judge(`${name}: CPU against const`, ratio.median, MOST[name], ' times')] : [],
  )
  const grown = rows.flatMap(({ name, roles, bySize }) =>
    bySize === undefined
      ? []
      : [judge(`${name}: CPU with ${roles.toLocaleString('en')} roles against ${least}`, bySize.median, MOST_BY_SIZE, ' times')],
  )
  return [
    ...against,
    ...grown,
    judge('memory of the serving process per role', memoryPerRole, MOST_PER_ROLE, ' B'),
    ...(moto?.rows ?? []).map(({ name, roles, times }) =>
      judge(`${name} with ${roles} roles: CPU against moto`, 1 / times, MOST_OF_MOTO, ' times'),
    ),
  ]
}
