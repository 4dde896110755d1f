// Owns: one run: how long others wait while callers with hardly any permissions send the most expensive requests. `npm run bench:delay` builds first.
// `--agent=<bytes>` sets the length of the User-Agent (4,096, the most the server accepts); `--check` exits with 1 when the target is missed.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { attack, call, client, prepare } from './attack.mjs'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const flag = (name, otherwise) => process.argv.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3) ?? otherwise
const LENGTH = Number(flag('agent', '4096'))
const MILLISECONDS = Number(flag('milliseconds', '8000'))
/** The maximum wait of 99 of 100 requests of others, in milliseconds. */
const TARGET = 100

async function start(dataDir) {
  const child = spawn(process.execPath, [BIN, 'serve', '--port', '0', '--data-dir', dataDir, '--store', 'memory'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const port = await new Promise((resolve, reject) => {
    const see = (chunk) => {
      if (said.length < 65_536) said += chunk
      const found = /is listening on http:\/\/[^:\s]+:(\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(Number(found))
    }
    child.stdout.setEncoding('utf8').on('data', see)
    child.stderr.setEncoding('utf8').on('data', see)
    child.once('exit', () => reject(new Error(`the server did not start: ${said}`)))
  })
  return { port, stop: () => child.kill('SIGTERM') }
}

/** Sends one request after the other until the time is over; returns the milliseconds of each. */
async function repeat(end, once) {
  const took = []
  while (performance.now() < end) {
    const from = performance.now()
    await once()
    took.push(performance.now() - from)
  }
  return took
}

const quantile = (values, share) => values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))] ?? Number.NaN

async function measure(port, { user, key, attackers }) {
  const end = performance.now() + MILLISECONDS
  const victim = client(port)
  const others = Array.from({ length: attackers }, () => client(port))
  const attacks = others.map((one) => repeat(end, () => attack(one, key, LENGTH)))
  const waits = await repeat(end, () => call(victim, user, { service: 'sts', Action: 'GetCallerIdentity' }))
  const done = (await Promise.all(attacks)).flat()
  for (const one of [victim, ...others]) one.close()
  return { waits, done }
}

const dataDir = mkdtempSync(join(tmpdir(), 'daypass-delay-'))
const { port, stop } = await start(dataDir)
let missed = false
try {
  const { user, tokens } = await prepare(port, dataDir)
  console.log(
    `node ${process.version}, ${cpus().length} x ${cpus()[0]?.model.trim()}, load ${loadavg()
      .map((one) => one.toFixed(1))
      .join(' ')}`,
  )
  console.log('| policy | attackers | attacks | one attack, median ms | others asked | p50 ms | p99 ms | most ms |')
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|')
  for (const [policy, key] of Object.entries(tokens)) {
    for (const attackers of [0, 3, 7]) {
      const { waits, done } = await measure(port, { user, key, attackers })
      const shown = [quantile(waits, 0.5), quantile(waits, 0.99), quantile(waits, 1)].map((one) => one.toFixed(1))
      const each = done.length === 0 ? '' : quantile(done, 0.5).toFixed(0)
      console.log(`| ${[policy, attackers, done.length, each, waits.length, ...shown].join(' | ')} |`)
      missed ||= !(quantile(waits, 0.99) < TARGET)
    }
  }
} finally {
  stop()
  rmSync(dataDir, { recursive: true, force: true })
}
console.log(missed ? `missed: p99 below ${TARGET} ms` : `kept: p99 below ${TARGET} ms`)
if (missed && process.argv.includes('--check')) process.exitCode = 1
