// @ts-check
// Rounds of commits by several processes at once, for the tests of an LMDB directory: what was lost, if anything. Each process is process.fixture.mjs.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROCESSES = 4
/** Increments of the shared counter that each process makes in a round. */
const SHARES = 4

/** A process that writes rounds, and its answer to each line. @param {string} compiled @param {string} directory */
function writer(compiled, directory) {
  const fixture = fileURLToPath(new URL('process.fixture.mjs', import.meta.url))
  const child = spawn(process.execPath, [fixture, compiled, 'rounds', directory], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    /** @param {string} line @returns {Promise<{ won?: boolean, sees?: number, complete?: boolean, seen?: number }>} */
    async says(line) {
      child.stdin.write(`${line}\n`)
      return JSON.parse((await lines.next()).value ?? '{}')
    },
    async ends() {
      const ended = once(child, 'close')
      child.stdin.end()
      await ended
      return child.exitCode
    },
  }
}

/**
 * Lets four processes commit in so many rounds, all at once in each. Returns what was wrong: nothing, if no commit and no wake-up was lost.
 * @param {{ compiled: string, directory: string, rounds: number }} how
 * @returns {Promise<string[]>}
 */
export async function writeRounds({ compiled, directory, rounds }) {
  /** @type {string[]} */
  const wrong = []
  /** @param {string} what @param {unknown} found @param {unknown} expected */
  const expectEqual = (what, found, expected) => void (found === expected || wrong.push(`${what}: ${found}, not ${expected}`))
  const { openLmdbStore } = await import(`${compiled}/lmdb/lmdb-store.js`)
  const store = await openLmdbStore({ directory })
  const writers = Array.from({ length: PROCESSES }, () => writer(compiled, directory))
  for (let round = 0; round < rounds; round++) {
    const said = await Promise.all(writers.map(({ says }) => says(`round ${round}`)))
    // Everybody has committed: each saw at least what itself had, and now all is there.
    const shared = Number(new TextDecoder().decode(store.view().get('shared')?.value))
    expectEqual(`the counter after round ${round}`, shared, SHARES * PROCESSES * (round + 1))
    expectEqual(`who created the key of round ${round}`, said.filter(({ won }) => won).length, 1)
    for (const { sees = 0 } of said) if (sees < SHARES * (PROCESSES * round + 1)) wrong.push(`round ${round}: a process saw ${sees}`)
  }
  // One revision for each commit that succeeded: of the shared counter, of each process's own, and of one winner in each round.
  const revision = await store.revision()
  expectEqual('the revision', revision, rounds * (SHARES * PROCESSES + PROCESSES + 1))
  for (const { says, ends } of writers) {
    const { complete, seen } = await says(`watched ${revision}`)
    expectEqual('what a watch has seen', `${seen}, in order: ${complete}`, `${revision}, in order: true`)
    expectEqual('an exit code', await ends(), 0)
  }
  await store.close()
  return wrong
}
