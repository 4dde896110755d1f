// @ts-check
// Owns: running the package's own test files without a test runner: what they import from vitest (`describe`, `it`, and vitest's own `expect`), and
// fast-check with a fixed seed and a limit on runs, so that a verdict is the same on every machine. Refuses: asynchronous tests, and the parts of
// vitest that no test here uses.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

/**
 * @typedef {{ name: string, run: () => unknown }} Test
 * @typedef {{ tests: Test[], before: (() => void)[] }} TestFile
 */

const SEED = 20261123

/** Vitest's `expect`, which is in a separate package. */
export async function loadExpect() {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json')
  const { chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend } = await import(
    pathToFileURL(createRequire(vitest).resolve('@vitest/expect')).href
  )
  for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin)
  return chai.expect
}

/** A `check` sets its own number of runs. @param {Record<string, unknown>} given fast-check @param {number} most runs of an `assert` */
export function boundFastCheck(given, most) {
  const { assert, check } = /** @type {Record<string, (property: unknown, parameters: object) => unknown>} */ (given)
  const bounded = (/** @type {{ numRuns?: number } | undefined} */ asked) => ({
    seed: SEED,
    ...asked,
    numRuns: Math.min(asked?.numRuns ?? 100, most),
    endOnFailure: true,
  })
  return {
    ...given,
    assert: (/** @type {unknown} */ property, /** @type {{}} */ asked) => assert?.(property, bounded(asked)),
    check: (/** @type {unknown} */ property, /** @type {{}} */ asked) => check?.(property, { endOnFailure: true, ...asked }),
  }
}

/** @param {unknown} cases a row that is a list becomes the parameters */
const rowsOf = (cases) => /** @type {unknown[]} */ (cases).map((row) => (Array.isArray(row) ? row : [row]))

/** What a test file imports from vitest; its tests are added to `file()`. @param {unknown} expect @param {() => TestFile} file */
export function vitestFor(expect, file) {
  /** @type {string[]} */
  const path = []
  const describe = (/** @type {string} */ name, /** @type {() => void} */ body) => {
    path.push(name)
    body()
    path.pop()
  }
  const it = (/** @type {string} */ name, /** @type {() => unknown} */ run) => {
    file().tests.push({ name: [...path, name].join(' > '), run })
  }
  const each = (/** @type {unknown} */ cases) => (/** @type {string} */ name, /** @type {(...row: unknown[]) => unknown} */ run) => {
    for (const [index, row] of rowsOf(cases).entries()) it(`${name} #${index}`, () => run(...row))
  }
  const beforeAll = (/** @type {() => void} */ run) => file().before.push(run)
  return { describe: Object.assign(describe, {}), it: Object.assign(it, { each }), expect, beforeAll }
}
