// @ts-check
// Owns: trying every mutant: which tests run on it, and the child processes in which they run.
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {import('./runner.mjs').Baseline} Baseline
 * @typedef {import('./runner.mjs').Planned} Planned
 * @typedef {import('./runner.mjs').Outcome} Outcome
 * `timeout` counts as killed: the mutant does not end.
 * @typedef {{ outcome: 'killed' | 'timeout' | 'survived' | 'unreached', by: string }} Verdict
 * @typedef {import('node:child_process').ChildProcess} Child
 */

/** The maximum time for one mutant before its process is ended. */
const PATIENCE_MS = 180_000
/** With fewer cases per seed, the share of rejected cases is too inexact; the comparison with the naive evaluator checks it too. */
const LEAST_CASES = 60
const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url))

/** @param {string} subject a file @param {number} runs @returns {Promise<Child>} ready for messages */
async function openChild(subject, runs) {
  const env = { ...process.env, POLICY_DIFFERENTIAL_RUNS: String(Math.max(runs, LEAST_CASES)) }
  const child = fork(CHILD, [subject], { env, execArgv: ['--max-old-space-size=1024'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  if ((await answerOf(child)) !== 'ready') throw new Error('the child process did not start')
  return child
}

/** The child's next message; undefined if it ended, or took too long and was ended. @param {Child} child @returns {Promise<any>} */
function answerOf(child) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    const done = (/** @type {unknown} */ answer) => {
      clearTimeout(timer)
      child.removeAllListeners('message').removeAllListeners('exit')
      resolve(answer)
    }
    child.once('message', done)
    child.once('exit', () => done(undefined))
  })
}

/** The tests that reach each mutant, the fastest first. @param {Baseline} baseline @returns {(id: number) => Planned[]} */
export function planner({ timings, reached }) {
  const quickest = timings.map((_, test) => test).toSorted((one, other) => (timings[one]?.ms ?? 0) - (timings[other]?.ms ?? 0))
  return (id) => {
    const by = new Set(reached[id] ?? [])
    const faces = (/** @type {number} */ test) => by.has('static') || by.has(test) || by.has(timings[test]?.file ?? '')
    return quickest.filter(faces).flatMap((test) => {
      const timing = timings[test]
      return timing === undefined ? [] : [{ file: timing.file, index: timing.index, ticks: timing.ticks, loading: timing.loading }]
    })
  }
}

/** @param {Outcome | undefined} answer @returns {Verdict} */
function verdictOf(answer) {
  if (answer === undefined) return { outcome: 'timeout', by: 'the process had to be ended' }
  if (!answer.killed) return { outcome: 'survived', by: '' }
  return { outcome: answer.looped ? 'timeout' : 'killed', by: answer.by }
}

/**
 * Throws if a test that reaches the source fails on the unchanged source.
 * @param {import('./runner.mjs').Subject} subject
 * @param {readonly number[]} ids
 * @param {{ workers: number, say: (line: string) => void, tell?: (id: number, verdict: Verdict) => void }} how `tell` is called with each verdict immediately
 * @returns {Promise<Map<number, Verdict>>}
 */
export async function tryMutants(subject, ids, { workers, say, tell }) {
  const folder = mkdtempSync(join(tmpdir(), 'daypass-mutation-'))
  const path = join(folder, 'subject.json')
  /** @type {Map<number, Verdict>} */
  const verdicts = new Map()
  try {
    writeFileSync(path, JSON.stringify(subject))
    const first = await openChild(path, subject.runs)
    first.send('baseline')
    /** @type {Baseline | undefined} */
    const baseline = await answerOf(first)
    first.kill()
    if (baseline === undefined) throw new Error('the tests did not end on the unchanged source')
    if (baseline.failed.length > 0) throw new Error(`these tests fail on the unchanged source:\n${baseline.failed.join('\n')}`)
    say(`${baseline.timings.length} tests, ${ids.length} mutants`)
    const planFor = planner(baseline)
    const queue = [...ids]
    const work = async () => {
      let child = await openChild(path, subject.runs)
      for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
        const plan = planFor(id)
        if (plan.length === 0) {
          verdicts.set(id, { outcome: 'unreached', by: '' })
          continue
        }
        child.send({ id, plan })
        const answer = await answerOf(child)
        verdicts.set(id, verdictOf(answer))
        tell?.(id, verdictOf(answer))
        if (answer === undefined) child = await openChild(path, subject.runs)
        if (verdicts.size % 500 === 0) say(`${verdicts.size} of ${ids.length} tried`)
      }
      child.kill()
    }
    await Promise.all(Array.from({ length: workers }, work))
    return verdicts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
