// Owns: the same requests in moto_server, if it is installed. It keeps objects in memory, and verifies no signature.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { isInstalled, KEY, startMoto } from '../sts/parts/moto.mjs'
import { measure, ratio, summary } from '../sts/parts/rounds.mjs'
import { BUCKET, POOL, readKey, sendAll } from './bucket.mjs'
import { casesOf, requestsOf } from './cases.mjs'
import { signedRequest } from './signed-request.mjs'

const REQUESTS = 400
const LISTS = 20
/** As many as a list shows. */
const OBJECTS = 1_000

/** @param {number} port */
async function furnish(port) {
  const put = (path, body) => signedRequest(KEY, { method: 'PUT', port, path, body })
  await sendAll(port, [put(`/${BUCKET}`)])
  const keys = Array.from({ length: OBJECTS }, (_, index) => (index < POOL ? readKey(index) : `other-${index}`))
  await sendAll(
    port,
    keys.map((key) => put(`/${BUCKET}/${key}`, randomBytes(1_000))),
  )
}

/** The turns of moto, after the first answer to each was checked. */
async function turnsOf(load, server) {
  const turns = []
  for (const one of casesOf({ key: KEY }, server.port)) {
    const pool = `moto | ${one.name}`
    await load.keep(pool, [one.make(0)])
    const [answer] = await load.tryEach({ pool, port: server.port })
    const isList = one.count !== undefined
    const isRight = answer?.status === 200 && (!isList || answer.answer.includes(one.marker))
    if (!isRight) throw new Error(`${pool}: not the right answer: ${answer?.answer}`)
    await load.keep(pool, requestsOf(one))
    turns.push({ name: pool, server, status: 200, pool, count: isList ? LISTS : REQUESTS, of: one.name })
  }
  return turns
}

/**
 * Nothing, and a message, if moto is not installed. `ours` are the turns of daypass in its smallest buckets, by the name of the case, which are
 * interleaved with those of moto. @param {string} folder @param {ReturnType<typeof import('../sts/load/load.mjs').startLoad>} load
 * @param {{ rounds: number, count: number, beforeRound: () => Promise<void>, ours: ReadonlyMap<string, import('../sts/parts/rounds.mjs').Turn> }} how
 */
export async function measureMoto(folder, load, { ours, ...how }) {
  if (!isInstalled()) {
    console.log('moto is left out: moto_server is not installed')
    return []
  }
  const server = await startMoto(join(folder, 'moto.log'))
  try {
    await furnish(server.port)
    const turns = await turnsOf(load, server)
    const measured = await measure(load, [...ours.values(), ...turns], how)
    return turns.map(({ name, of }) => {
      const { micros } = measured.get(name)
      return { name: of, micros: summary(micros), times: ratio(micros, measured.get(ours.get(of).name).micros) }
    })
  } finally {
    await server.stop()
  }
}
