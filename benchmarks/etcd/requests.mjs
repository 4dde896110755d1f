// Owns: what a request costs on a node over etcd, against a server over LMDB with the same data, asked in the same rounds. `npm run bench:etcd:requests` builds
// first and starts this. Flags: `--quick` (few short rounds: to try the benchmark, not for figures), `--check` (exit status 1 when a target is missed).
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signCases } from '../sts/parts/cases.mjs'
import { installationIn } from '../sts/parts/installation.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { onStage } from '../sts/parts/stage.mjs'
import { startDaypass } from '../sts/servers/process.mjs'
import { startEtcd } from './start-etcd.mjs'

const flags = new Set(process.argv.slice(2))
const unknown = [...flags].filter((flag) => flag !== '--quick' && flag !== '--check')
if (unknown.length > 0) throw new Error(`no such flag: ${unknown.join(' ')}`)
const how = flags.has('--quick') ? { rounds: 3, count: 1_000 } : { rounds: 9, count: 8_000 }
const CASES = ['GetCallerIdentity, key', 'GetCallerIdentity, session', 'AssumeRole']
const ROLES = 10_000
/** On etcd, at most: times what it costs on LMDB. */
const MOST = 1.1
const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))

/** A server, and a node over etcd to which the store of the server was copied. */
async function raise(folder, endpoint) {
  const made = await installationIn(folder, ROLES)
  const copy = join(folder, 'copied')
  cpSync(made.dataDir, copy, { recursive: true, filter: (path) => !path.endsWith('/lock') })
  const key = `${made.dataDir}.master-key`
  const address = `${endpoint.replace('http', 'etcd')}/requests`
  execFileSync(process.execPath, [BIN, 'store', 'copy', `lmdb:${copy}`, address], { stdio: 'ignore' })
  const objects = join(folder, 'objects')
  mkdirSync(objects)
  const nodeFlags = ['--store', address, '--objects-dir', objects, '--master-key-file', key]
  return {
    made,
    lmdb: await startDaypass(made),
    etcd: await startDaypass({ dataDir: join(folder, 'node'), output: join(folder, 'node.log'), flags: nodeFlags }),
  }
}

await onStage(undefined, async (folder, load) => {
  const etcd = await startEtcd(folder)
  const { made, ...servers } = await raise(folder, etcd.endpoint)
  const turns = []
  for (const [engine, server] of Object.entries(servers))
    for (const { name, status, marker, requests } of await signCases(made, server.port)) {
      if (!CASES.includes(name)) continue
      const pool = `${name} | ${engine}`
      await load.keep(pool, requests)
      const answers = await load.tryEach({ pool, port: server.port })
      const wrong = answers.find((one) => one.status !== status || !one.answer.includes(marker))
      if (wrong !== undefined) throw new Error(`${pool}: not the right answer: ${wrong.answer}`)
      turns.push({ name: pool, server, status, pool })
    }
  const measured = await measure(load, turns, { ...how, beforeRound: async () => {} })
  await Promise.all(Object.values(servers).map((server) => server.stop()))
  await etcd.stop()
  const missed = []
  for (const name of CASES) {
    const [lmdb, node] = ['lmdb', 'etcd'].map((engine) => measured.get(`${name} | ${engine}`).micros)
    const { median, low, high } = ratio(node, lmdb)
    const shown = [lmdb, node]
      .map((micros) => summary(micros))
      .map((of) => `${of.median.toFixed(1)} (${of.low.toFixed(1)} to ${of.high.toFixed(1)})`)
    console.log(`| ${name} | ${shown.join(' | ')} | ${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) |`)
    if (median > MOST) missed.push(name)
  }
  for (const name of missed) console.log(`MISS  ${name}: at most ${MOST} times`)
  if (flags.has('--check') && missed.length > 0) process.exitCode = 1
})
