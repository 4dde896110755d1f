// @ts-check
// Owns: the modules under test in one process: compiled once, loaded again for every mutant, so that what a module computes on loading is mutated
// too.
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileFunction } from 'node:vm'
import { boundFastCheck, loadExpect, vitestFor } from './harness.mjs'

/**
 * The input of the child processes: JavaScript by path, and the paths of the tests.
 * @typedef {{ modules: Record<string, string>, tests: string[], runs: number }} Subject
 * How long a test takes; `loading` is the number of loop rounds for loading its file and its setup.
 * @typedef {{ file: string, index: number, name: string, ms: number, ticks: number, loading: number }} Timing
 * What reached a mutant: a test by its number, a test file while it was loaded (`file`), or a module while it was loaded (`static`).
 * @typedef {{ timings: Timing[], reached: Record<number, (number | string)[]>, failed: string[] }} Baseline
 * @typedef {{ file: string, index: number, ticks: number, loading: number }} Planned
 * @typedef {{ killed: boolean, looped: boolean, by: string }} Outcome
 */

const PARAMETERS = ['exports', 'require', 'module', '__on', '__tick', '__url']

class LoopError extends Error {}

/** @param {Subject} subject */
export async function openRunner({ modules, tests, runs }) {
  const outside = createRequire(import.meta.url)
  const expect = await loadExpect()
  const compiled = new Map(Object.entries(modules).map(([path, code]) => [path, compileFunction(code, PARAMETERS, { filename: path })]))
  const packages = new Map([['fast-check', boundFastCheck(outside('fast-check'), runs)]])

  let active = -1
  let ticks = 0
  let limit = Number.POSITIVE_INFINITY
  /** @type {number | string} */
  let current = 'static'
  /** @type {Map<number, Set<number | string>> | undefined} */
  let reached
  const isOn = (/** @type {number} */ id) => id === active
  const isReached = (/** @type {number} */ id) => {
    const by = reached?.get(id)
    if (by === undefined) reached?.set(id, new Set([current]))
    else by.add(current)
    return false
  }
  /** From here on this number of rounds is normal; far more mean an endless loop. @param {number} usual */
  const allow = (usual) => {
    ticks = 0
    limit = 5 * usual + 200_000
  }
  const tick = () => {
    ticks += 1
    if (ticks > limit) throw new LoopError('an endless loop')
  }

  /** A fresh set of modules. */
  function freshModules() {
    /** @type {Map<string, { exports: Record<string, unknown> }>} */
    const loaded = new Map()
    /** @type {import('./harness.mjs').TestFile} */
    let file = { tests: [], before: [] }
    const vitest = vitestFor(expect, () => file)
    const switches = [reached === undefined ? isOn : isReached, tick]
    /** @param {string} path */
    const load = (path) => {
      const known = loaded.get(path)
      if (known) return known.exports
      const run = compiled.get(path)
      if (run === undefined) throw new Error(`${path} is not in the subject`)
      const module = { exports: {} }
      loaded.set(path, module)
      const before = current
      if (!tests.includes(path)) current = 'static'
      const inside = (/** @type {string} */ name) => {
        if (name === 'vitest') return vitest
        return name.startsWith('.') ? load(resolve(dirname(path), name.replace(/\.js$/, '.ts'))) : (packages.get(name) ?? outside(name))
      }
      run(module.exports, inside, module, ...switches, pathToFileURL(path).href)
      current = before
      return module.exports
    }
    return (/** @type {string} */ path) => {
      file = { tests: [], before: [] }
      load(path)
      return file
    }
  }

  /** @param {import('./harness.mjs').Test | undefined} test */
  function runTest(test) {
    if (test === undefined) throw new Error('the test does not exist')
    const result = test.run()
    if (result instanceof Promise) throw new Error(`${test.name} is asynchronous`)
  }

  /** Runs every test on the unchanged source, and finds the mutants that each of them reaches. @returns {Baseline} */
  function baseline() {
    reached = new Map()
    const read = freshModules()
    /** @type {Timing[]} */
    const timings = []
    /** @type {string[]} */
    const failed = []
    for (const file of tests) {
      current = file
      ticks = 0
      const { tests: found, before } = read(file)
      for (const prepare of before) prepare()
      const loading = ticks
      for (const [index, test] of found.entries()) {
        current = timings.length
        ticks = 0
        const start = performance.now()
        try {
          runTest(test)
        } catch (error) {
          failed.push(`${file}: ${test.name}: ${error instanceof Error ? error.message : error}`)
        }
        timings.push({ file, index, name: test.name, ms: performance.now() - start, ticks, loading })
      }
    }
    const all = Object.fromEntries([...reached].map(([id, by]) => [id, [...by]]))
    reached = undefined
    return { timings, reached: all, failed }
  }

  /** Runs the planned tests until one fails. @param {number} id @param {readonly Planned[]} plan @returns {Outcome} */
  function judge(id, plan) {
    active = id
    limit = Number.POSITIVE_INFINITY
    const read = freshModules()
    /** @type {Map<string, import('./harness.mjs').TestFile>} */
    const files = new Map()
    let doing = 'loading'
    try {
      for (const { file, index, ticks: usual, loading } of plan) {
        doing = file
        let known = files.get(file)
        if (known === undefined) {
          allow(loading)
          known = read(file)
          files.set(file, known)
          for (const prepare of known.before) prepare()
        }
        allow(usual)
        const test = known.tests[index]
        doing = `${file}: ${test?.name}`
        runTest(test)
      }
      return { killed: false, looped: false, by: '' }
    } catch {
      return { killed: true, looped: ticks > limit, by: doing }
    } finally {
      active = -1
    }
  }

  return { baseline, judge }
}
