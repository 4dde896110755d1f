// Owns: the targets of IAM, and whether a run met them.

/** At most, against const: the same as for a user without groups. */
const AGAINST_CONST = { 'GetCallerIdentity, 10 groups and a boundary': 2.0, 'AssumeRole, 10 groups and a boundary': 3.0 }
/** At most, in a large account against a small one. */
const BY_SIZE = 1.3
/** Bytes that the process may grow by more, when it has paged through ten times as large an account. */
const MORE_MEMORY = 32 * 2 ** 20

/** @param {{ rows: { name: string, roles: number, ratio: { median: number }, bySize?: { median: number } }[], details: { grown: number }[] }} found */
export function judgeAll({ rows, details }) {
  const [small, large] = details
  return [
    ...rows.flatMap(({ name, ratio }) =>
      name in AGAINST_CONST ? [judge(`${name}: CPU against const`, ratio.median, AGAINST_CONST[name])] : [],
    ),
    ...rows.flatMap(({ name, roles, bySize }) =>
      bySize === undefined ? [] : [judge(`${name}: CPU with ${roles.toLocaleString('en')} roles against few`, bySize.median, BY_SIZE)],
    ),
    judge(
      'GetAccountAuthorizationDetails: more MiB for ten times the account',
      (large.grown - small.grown) / 2 ** 20,
      MORE_MEMORY / 2 ** 20,
    ),
  ]
}

const judge = (what, value, most) => ({ what, value, most, met: value <= most })
