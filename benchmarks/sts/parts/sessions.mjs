// Owns: whether issuing sessions leaves anything behind: memory of the serving process while a great many are issued.
import { memory } from '../servers/process.mjs'

const SAMPLES = 20

/**
 * Issues `total` sessions and samples memory after each twentieth. A line through the samples of the second half says what a session leaves behind; the first
 * half is the heap finding its size.
 * @param {ReturnType<typeof import('../load/load.mjs').startLoad>} load @param {import('./rounds.mjs').Turn} turn
 * @param {{ total: number, beforeRound: () => Promise<void> }} how
 */
export async function issueMany(load, turn, { total, beforeRound }) {
  const samples = []
  for (let step = 0; step < SAMPLES; step++) {
    await beforeRound()
    await load.run({ pool: turn.pool, port: turn.server.port, count: total / SAMPLES, status: turn.status })
    samples.push(memory(turn.server.pid).anonymous)
  }
  return { total, samples, bytesPerSession: leftBehind(samples, total / SAMPLES) }
}

/** Bytes a session left, by a line through the second half of the samples, which lie `apart` sessions apart. @param {readonly number[]} samples @param {number} apart */
export const leftBehind = (samples, apart) => slope(samples.slice(samples.length / 2)) / apart

/** Least squares, per step. @param {readonly number[]} values */
function slope(values) {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  return over / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
}
