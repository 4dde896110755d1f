// Owns: one run's servers, load and pools: set up, checked, and taken down whatever happens.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoad } from '../load/load.mjs'
import { memory, startConst, startDaypass } from '../servers/process.mjs'
import { signCases, signSweep } from './cases.mjs'
import { installationIn } from './installation.mjs'

/** Of a signature's 15 minutes; the rest is for the round that it begins. */
const FRESH_MILLISECONDS = 300_000

/**
 * Runs `work` with a load generator, in a scratch folder that is removed afterwards, or in `kept`, which is left as it is: seeding a million roles takes minutes.
 * @param {string | undefined} kept @param {(folder: string, load: ReturnType<typeof startLoad>) => Promise<void>} work
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

/** A server over `count` roles that is ready to be measured. @param {string} folder @param {number} count */
async function raise(folder, count) {
  const made = await installationIn(folder, count)
  const server = await startDaypass(made)
  return { made, server, idle: memory(server.pid) }
}

/** Every server of a run. @param {string} folder @param {readonly number[]} sizes */
export async function raiseAll(folder, sizes) {
  const floor = await startConst(join(folder, 'const.log'))
  const houses = []
  for (const count of sizes) {
    houses.push(await raise(folder, count))
    console.error(`${count} roles are there (${houses.at(-1)?.made.seedSeconds.toFixed(1)} s)`)
  }
  return { floor, houses, stop: () => Promise.all([floor, ...houses.map(({ server }) => server)].map((server) => server.stop())) }
}

/** Which cases are asked at which size: all at the smallest, those that meet roles at the others, the sweep over many roles at the largest. */
async function casesAt(houses, index) {
  const { made, server } = houses[index]
  const all = await signCases(made, server.port)
  const cases = index === 0 ? all : all.filter(({ name }) => name === 'AssumeRole' || name === 'GetCallerIdentity, session')
  return index === houses.length - 1 ? [...cases, signSweep(made, server.port)] : cases
}

/** Signs every pool anew, hands it to the load, and checks every answer to it. @returns {Promise<import('./rounds.mjs').Turn[]>} */
async function prepare(load, { floor, houses }) {
  const turns = []
  for (const [index, { made, server }] of houses.entries())
    for (const { name, status, marker, requests } of await casesAt(houses, index))
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
