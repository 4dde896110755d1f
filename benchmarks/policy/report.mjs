// Owns: the text of a run, in Markdown, so that it can be copied into README.md unchanged.

/** @typedef {import('./measuring/rounds.mjs').Measured} Measured */

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n')
}

/** @param {number} micros */
const digits = (micros) => (micros >= 100 ? micros.toFixed(0) : micros.toPrecision(3))
/** Median and quartiles. @param {{ median: number, low: number, high: number } | undefined} of */
const spread = (of) => (of === undefined ? '-' : `${digits(of.median)} (${digits(of.low)} to ${digits(of.high)})`)
/** @param {number} value */
const times = (value) => `${digits(value)} x`

/** @param {any} rows */
function engineTables(rows) {
  const head = [
    '',
    'statements',
    'daypass, all layers',
    'daypass, identity only',
    'Cedar, all layers',
    'Cedar, identity only',
    'casbin, all layers',
  ]
  const cost = rows.map((/** @type {any} */ row) => [
    row.name,
    String(row.size),
    ...[row.daypass, row.daypassIdentity, row.cedar, row.cedarIdentity, row.casbin].map(spread),
  ])
  const against = rows.map((/** @type {any} */ row) => [
    row.name,
    String(row.size),
    ...[row.timesFullCedar, row.timesBareCedar, row.timesCasbin, row.layersCost].map(times),
  ])
  const heads = ['Cedar, all layers', 'Cedar, identity only', 'casbin, all layers', 'our own identity only']
  return [
    '### CPU time of a decision, in µs: median of the rounds (quartiles)',
    table(head, cost),
    '### How many times the CPU time of daypass with all layers',
    table(['', 'statements', ...heads.slice(0, 3), 'daypass: all layers against identity only'], against),
  ]
}

/** @param {any} result what run.mjs has measured */
export function report({ machine, engines, unindexable, compiling, explaining, judged }) {
  const { date, node, platform, cpu, cedar, casbin } = machine
  const { bytes, measured } = explaining
  return [
    `${date}, Node ${node}, ${platform}, ${cpu}; @cedar-policy/cedar-wasm ${cedar}, casbin ${casbin}; ${engines.questions} questions, each asked of every engine and checked before timing.`,
    ...engineTables(engines.rows),
    '### One more statement that cannot be indexed, in µs',
    table(
      ['kind', 'median (quartiles)', 'best round'],
      unindexable.rows.map((/** @type {any} */ { name, each, least }) => [`\`${name}\``, spread(each), digits(least)]),
    ),
    '### Before any decision, in µs',
    table(
      ['statements', 'parse', 'compile'],
      compiling.rows.map((/** @type {any} */ { size, parse, compile }) => [String(size), spread(parse), spread(compile)]),
    ),
    '### Explanations, for a denial among 100 statements under all layers, in µs',
    table(
      ['', 'median (quartiles)'],
      measured.map((/** @type {Measured} */ one) => [one.name, spread(one)]),
    ),
    `A denial allocates ${bytes.besides10.toFixed(0)} bytes with 10 statements that almost allow, ${bytes.besides1000.toFixed(0)} with 1,000; ` +
      `${bytes.allLayers.toFixed(0)} under all layers.`,
    '### Targets',
    table(
      ['goal', 'limit', 'measured', ''],
      judged.map((/** @type {any} */ { goal, limit, measured: value, met }) => [goal, limit, value, met ? 'met' : '**MISSED**']),
    ),
  ].join('\n\n')
}
