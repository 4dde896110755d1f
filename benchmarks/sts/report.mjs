// Owns: a run as text, in Markdown, for docs/performance.md.

const digits = (value, count = 1) => value.toFixed(count)
/** Ratios to three digits. */
const figure = (value) => String(Number(digits(value, value < 1 ? 3 : 2)))
const spread = ({ median, low, high }, count) => `${digits(median, count)} (${digits(low, count)} to ${digits(high, count)})`
const table = (head, rows) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, at) => (at === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n')
const mebibytes = (bytes) => digits(bytes / 2 ** 20, 0)

function timesTable({ floor, rows }) {
  const body = rows.map(({ name, roles, micros, ratio, perSecond }) => [
    name,
    roles.toLocaleString('en'),
    spread(micros),
    spread(ratio, 2),
    digits(perSecond.median, 0),
  ])
  return table(
    ['request', 'roles', 'CPU µs: median (quartiles)', 'against const', 'answers/s'],
    [['const: bare `node:http`', '', spread(floor.micros), '1', digits(floor.perSecond.median, 0)], ...body],
  )
}

const memoryTable = ({ memories }) =>
  table(
    ['roles', 'started, MiB', 'after the load, MiB', 'store pages mapped, MiB', 'seeded in, s'],
    memories.map(({ roles, idle, loaded, seedSeconds }) => [
      roles.toLocaleString('en'),
      mebibytes(idle.anonymous),
      mebibytes(loaded.anonymous),
      mebibytes(loaded.files),
      digits(seedSeconds, 0),
    ]),
  )

const motoTable = (moto) =>
  table(
    ['moto_server', 'roles', 'CPU µs: median (quartiles)', 'daypass is cheaper by'],
    moto.rows.map(({ name, roles, micros, times }) => [name, roles.toLocaleString('en'), spread(micros, 0), `${digits(times, 0)} times`]),
  )

const verdicts = (judged) =>
  table(
    ['target', 'at most', 'found', ''],
    judged.map(({ what, most, value, unit, met }) => [what, `${figure(most)}${unit}`, `${figure(value)}${unit}`, met ? 'pass' : 'MISS']),
  )

/** @returns {string} */
export function report(result) {
  const { machine, how, judged, moto } = result
  const head = `${machine.date}, Node ${machine.node}, ${machine.platform}, ${machine.cpu}; load average ${machine.load}; ${how.rounds} rounds of ${how.count.toLocaleString('en')} requests a case.`
  const peers = moto === undefined ? 'moto was not available, so there are no figures for it.' : motoTable(moto)
  return [head, timesTable(result), memoryTable(result), peers, verdicts(judged)].join('\n\n')
}
