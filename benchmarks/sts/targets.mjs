// Owns: our targets, and whether a run met them.

/** @typedef {{ what: string, value: number, most: number, unit: string, met: boolean }} Judged */

/** @param {string} what @param {number} value @param {{ most: number, unit: string }} target @returns {Judged} */
const judge = (what, value, { most, unit }) => ({ what, value, most, unit, met: value <= most })

/** @param {number} most */
const times = (most) => ({ most, unit: ' times' })

const MOST = {
  'GetCallerIdentity, key': 2.0,
  'GetCallerIdentity, session': 2.5,
  AssumeRole: 3.0,
  'AssumeRole, external id, session policy, tags': 4.0,
  'bad signature': 1.6,
}

/** The maximum CPU with many roles, relative to the smallest number of roles. */
const MOST_BY_SIZE = 1.3
/** Bytes. */
const MOST_PER_ROLE = 1024
/** By number of roles. */
const MOST_OF_MOTO = new Map([
  [10, 1 / 25],
  [10_000, 1 / 60],
])

/**
 * @param {{ rows: { name: string, roles: number, ratio: { median: number }, bySize?: { median: number } }[], memoryPerRole: number}, moto?: { rows:
 * { name: string, roles: number, times: number }[] }} found
 */
export function judgeAll({ rows, memoryPerRole, moto }) {
  const least = Math.min(...rows.map(({ roles }) => roles))
  const against = rows.flatMap(({ name, roles, ratio }) =>
    roles === least && name in MOST ? [judge(`${name}: CPU against const`, ratio.median, times(MOST[name]))] : [],
  )
  const grown = rows.flatMap(({ name, roles, bySize }) =>
    bySize === undefined
      ? []
      : [judge(`${name}: CPU with ${roles.toLocaleString('en')} roles against ${least}`, bySize.median, times(MOST_BY_SIZE))],
  )
  return [
    ...against,
    ...grown,
    judge('memory of the serving process per role', memoryPerRole, { most: MOST_PER_ROLE, unit: ' B' }),
    ...(moto?.rows ?? []).map(({ name, roles, times: cheaper }) =>
      judge(`${name} with ${roles.toLocaleString('en')} roles: CPU against moto`, 1 / cheaper, times(MOST_OF_MOTO.get(roles) ?? 1)),
    ),
  ]
}
