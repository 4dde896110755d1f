// Owns: timing. CPU time of the whole process, including threads of the engine and of the garbage collector; wall time says little on a shared
// machine. All cases are interleaved within every round, so that a change in the machine's load affects all of them.

/**
 * A case: `work` does `units` of what is measured, e.g. one decision per request.
 * @typedef {{ name: string, units: number, work: () => void }} Case
 * @typedef {{ name: string, rounds: number[], median: number, low: number, high: number }} Measured microseconds of CPU per unit
 */

const cpuMicros = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** CPU microseconds for `times` repetitions. @param {Case} one @param {number} times */
function spend({ work }, times) {
  const before = cpuMicros()
  for (let done = 0; done < times; done++) work()
  return cpuMicros() - before
}

/** How many repetitions fill a slice; this also warms the code up. @param {Case} one @param {number} sliceMicros */
function calibrate(one, sliceMicros) {
  for (let times = 1; ; times *= 2) {
    const micros = spend(one, times)
    if (micros >= sliceMicros) return Math.max(1, Math.round((times * sliceMicros) / micros))
  }
}

/** @param {readonly number[]} values @param {number} share */
export function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  return below + ((sorted[Math.ceil(at)] ?? below) - below) * (at - Math.floor(at))
}

/** The result of a list of rounds: the median, and the quartiles as its spread. @param {readonly number[]} rounds */
export const summary = (rounds) => ({ median: quantile(rounds, 0.5), low: quantile(rounds, 0.25), high: quantile(rounds, 0.75) })

/** @param {readonly Case[]} cases @param {{ rounds: number, sliceMicros: number }} how @returns {Measured[]} */
export function measure(cases, { rounds, sliceMicros }) {
  for (const one of cases) calibrate(one, sliceMicros * 2)
  const times = cases.map((one) => calibrate(one, sliceMicros))
  const perUnit = cases.map(() => /** @type {number[]} */ ([]))
  for (let round = 0; round < rounds; round++) {
    cases.forEach((one, index) => {
      const count = times[index] ?? 1
      perUnit[index]?.push(spend(one, count) / (count * one.units))
    })
  }
  return cases.map(({ name }, index) => ({ name, rounds: perUnit[index] ?? [], ...summary(perUnit[index] ?? []) }))
}

/** The ratio of one to the other, round by round. @param {Measured} one @param {Measured} other */
export const ratio = (one, other) => summary(one.rounds.map((micros, round) => micros / (other.rounds[round] ?? Number.NaN)))
