// Owns: the targets of S3, and whether a run met them.

/** At most, against const, in the small bucket. The first two are from the plan of issue 14; the third is what a listing of 1,000 keys cost when it was set, with all that it shows. */
const AGAINST_CONST = { 'GET 1 kB': 4, 'PUT 1 kB': 10, 'LIST 1,000 keys': 600 }
/** At most, in a large bucket against a small one. */
const BY_SIZE = 1.3
/** MiB by which the server may grow while an object of 1 GiB passes. */
const MORE_MEMORY = 64
const MEBIBYTE = 2 ** 20

const judge = (what, value, most) => ({ what, value, most, met: value <= most })

/**
 * @param {{ rows: { name: string, objects: number, ratio: { median: number }, bySize?: { median: number } }[],
 * transferred: { up: { grown: number }, down: { grown: number } } }} found
 */
export const judgeAll = ({ rows, transferred }) => [
  ...rows.flatMap(({ name, ratio, bySize }) =>
    bySize === undefined && name in AGAINST_CONST ? [judge(`${name}: CPU against const`, ratio.median, AGAINST_CONST[name])] : [],
  ),
  ...rows.flatMap(({ name, objects, bySize }) =>
    bySize === undefined ? [] : [judge(`${name}: CPU with ${objects.toLocaleString('en')} objects against few`, bySize.median, BY_SIZE)],
  ),
  ...['up', 'down'].map((way) => judge(`1 GiB ${way}: more MiB of memory`, transferred[way].grown / MEBIBYTE, MORE_MEMORY)),
]
