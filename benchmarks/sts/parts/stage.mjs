// Owns: the servers, load and pools of one run: set up, checked, and always taken down.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoad } from '../load/load.mjs'
import { memory, startConst, startDaypass } from '../servers/process.mjs'
import { signCases, signSweep } from './cases.mjs'
import { installationIn } from './installation.mjs'

/** A part of the 15 minutes of a signature; the rest is for the round that begins then. */
const FRESH_MILLISECONDS = 300_000

/**
 * Runs `work` with a load generator, in a scratch folder that is removed afterwards, or in `kept`, which stays: seeding a million roles takes
 * minutes. @param {string | undefined} kept @param {(folder: string, load: ReturnType<typeof startLoad>) => Promise<void>} work
 */
export async function onStage(kept, work) {
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'daypass-bench-'))
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const load = startLoad()
  try {
    await work(folder, load)
  } finally {
    load.stop()
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

/** A server with `count` roles that is ready to be measured. @param {string} folder @param {number} count */
async function raise(folder, count) {
  const made = await installationIn(folder, count)
  const server = await startDaypass(made)
  return { made, server, idle: memory(server.pid) }
}

/** Every server of a run. @param {string} folder @param {readonly number[]} sizes */
export async function raiseAll(folder, sizes) {
  const floor = await startConst(join(folder, 'const.log'))
  const installations = []
  for (const count of sizes) {
    installations.push(await raise(folder, count))
    console.error(`${count} roles are there (${installations.at(-1)?.made.seedSeconds.toFixed(1)} s)`)
  }
  return {
    floor,
    installations,
    stop: () => Promise.all([floor, ...installations.map(({ server }) => server)].map((server) => server.stop())),
  }
}

/** The cases per size: all at the smallest, those that use roles at the others, the sweep over many roles at the largest. */
async function casesAt(installations, index) {
  const { made, server } = installations[index]
  const all = await signCases(made, server.port)
  const cases = index === 0 ? all : all.filter(({ name }) => name === 'AssumeRole' || name === 'GetCallerIdentity, session')
  return index === installations.length - 1 ? [...cases, signSweep(made, server.port)] : cases
}

/** Signs every pool again, passes it to the load, and checks every answer. @returns {Promise<import('./rounds.mjs').Turn[]>} */
async function prepare(load, { floor, installations }) {
  const turns = []
  for (const [index, { made, server }] of installations.entries())
    for (const { name, status, marker, requests } of await casesAt(installations, index))
      turns.push({ name: `${name} | ${made.count}`, server, status, marker, requests })
  const [first] = turns
  turns.unshift({
    ...(turns.find(({ name }) => name.startsWith('AssumeRole |')) ?? first),
    name: 'const',
    server: floor,
    marker: 'constant',
  })
  for (const { name, server, status, marker, requests } of turns) {
    await load.keep(name, requests)
    const answers = await load.tryEach({ pool: name, port: server.port })
    const wrong = answers.find((one) => one.status !== status || !one.answer.includes(marker))
    if (wrong !== undefined || answers.length !== requests.length) throw new Error(`${name}: not the right answer: ${wrong?.answer}`)
  }
  return turns.map(({ name, server, status }) => ({ name, server, status, pool: name }))
}

/** Keeps pools fresh: `turns` of the first call, and what to do before each round. */
export async function freshPools(load, stage) {
  let signedAt = Date.now()
  const turns = await prepare(load, stage)
  const beforeRound = async () => {
    if (Date.now() - signedAt < FRESH_MILLISECONDS) return
    signedAt = Date.now()
    await prepare(load, stage)
  }
  return { turns, beforeRound }
}
