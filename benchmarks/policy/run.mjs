// Owns: one run: it measures, stores the raw rounds and prints. `npm run bench:policy` from the root builds first and starts this.
// Flags: `--quick` (few short rounds: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { machine } from './measuring/machine.mjs'
import { priceCompiling } from './parts/compiling.mjs'
import { compareEngines } from './parts/engines.mjs'
import { priceStatements } from './parts/unindexable-statements.mjs'
import { report } from './report.mjs'
import { judge } from './targets.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick') ? { rounds: 3, sliceMicros: 5000 } : { rounds: 21, sliceMicros: 25_000 }

/** In a separate process: counting bytes needs another heap than timing. */
function priceExplaining() {
  const script = fileURLToPath(new URL('parts/explaining.mjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', script],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

/** None of these figures is precise to more than five digits. @param {string} _ @param {unknown} value */
const shortened = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)

const unindexable = priceStatements(how)
const engines = await compareEngines(how)
const compiling = priceCompiling(how)
const explaining = priceExplaining()
const { besides10, besides1000 } = explaining.bytes
// The statements differ by 990: one byte per statement would show as 990. The runtime's own allocations vary by a few hundred.
const perStatement = (besides1000 - besides10) / 990
const judged = [
  ...engines.judged,
  ...unindexable.judged,
  judge('bytes a decision allocates for a statement nobody asks to explain', { value: perStatement, most: 0.5, unit: ' B' }),
]

const result = { machine: machine(), how, engines, unindexable, compiling, explaining, judged }
const folder = new URL('results/', import.meta.url)
mkdirSync(folder, { recursive: true })
writeFileSync(new URL('latest.json', folder), `${JSON.stringify(result, shortened)}\n`)
console.log(report(result))
if (flags.has('--check') && judged.some(({ met }) => !met)) process.exitCode = 1
