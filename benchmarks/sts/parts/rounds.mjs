// Owns: timing. CPU time of the server's process, not wall time; all cases are interleaved within every round, so that a change in the machine's load
// affects all of them.
import { cpuMicros } from '../servers/process.mjs'

/** @typedef {import('../servers/process.mjs').Server} Server */
/** A turn of several servers asks all of them at once. @typedef {{ name: string, server: Server | Server[], status: number, pool: string, count?: number, connections?: number }} Turn */

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at))
}

/** The median, and the quartiles as its spread. @param {readonly number[]} rounds */
export const summary = (rounds) => ({ median: quantile(rounds, 0.5), low: quantile(rounds, 0.25), high: quantile(rounds, 0.75) })

/** The ratio of one to the other, round by round. @param {readonly number[]} one @param {readonly number[]} other */
export const ratio = (one, other) => summary(one.map((micros, round) => micros / (other[round] ?? Number.NaN)))

/** Microseconds of CPU per request. @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load @param {Turn} turn @param {number} usual */
async function take(load, turn, usual) {
  const count = turn.count ?? usual
  const servers = [turn.server].flat()
  const spent = () => servers.reduce((sum, { pid }) => sum + cpuMicros(pid), 0)
  const before = spent()
  const connections = turn.connections === undefined ? {} : { connections: turn.connections }
  const milliseconds = await load.run({
    pool: turn.pool,
    port: servers.map(({ port }) => port),
    count,
    status: turn.status,
    ...connections,
  })
  return { micros: (spent() - before) / count, perSecond: (1000 * count) / milliseconds }
}

/**
 * Microseconds of CPU per request, by turn and round. The first round only warms up and does not count.
 * @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load @param {readonly Turn[]} turns
 * @param {{ rounds: number, count: number, beforeRound: () => Promise<void> }} how @returns {Promise<Map<string, { micros: number[], perSecond:
 * number[] }>>}
 */
export async function measure(load, turns, { rounds, count, beforeRound }) {
  const measured = new Map(turns.map(({ name }) => [name, { micros: [], perSecond: [] }]))
  for (let round = 0; round <= rounds; round++) {
    await beforeRound()
    for (const turn of turns) {
      const { micros, perSecond } = await take(load, turn, count)
      if (round === 0) continue
      measured.get(turn.name)?.micros.push(micros)
      measured.get(turn.name)?.perSecond.push(perSecond)
    }
  }
  return measured
}
