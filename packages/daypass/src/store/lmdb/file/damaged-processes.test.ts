import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLmdbStore } from '../lmdb-store.js'
import { examineStoreFile } from './examine.js'

/** The number of damaged files that are tried; the deep test tries thousands. */
const CASES = Number(process.env.STORE_DAMAGE_CASES ?? 150)

const PAGE = 4096
const base = mkdtempSync(join(tmpdir(), 'daypass-damaged-'))
const fixture = fileURLToPath(new URL('open-damaged.fixture.mjs', import.meta.url))
const compiled = fileURLToPath(new URL('../../../../dist/store', import.meta.url))
afterAll(() => rmSync(base, { recursive: true, force: true }))

let whole: Buffer
beforeAll(async () => {
  const store = await openLmdbStore({ directory: join(base, 'whole'), keepChanges: 10 })
  for (let i = 0; i < 60; i++) {
    const put = Array.from({ length: 4 }, (_, j) => ({
      key: `key/${i * 4 + j}/${'k'.repeat((i * 37) % 900)}`,
      value: new Uint8Array((i * 131) % 6_000),
    }))
    await store.commit({ expect: [], put, del: i > 30 ? [`key/${i}/`] : [] })
  }
  await store.close()
  whole = readFileSync(join(base, 'whole', 'data.mdb'))
})

/** Numbers that look random and are the same every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** One way to damage a file, mostly in the most sensitive places: a meta page, or a page's header, offsets or first nodes. */
function damaged(draw: (below: number) => number): Buffer {
  const bytes = Buffer.from(whole)
  const pages = bytes.length / PAGE
  const page = draw(4) === 0 ? draw(2) : draw(pages)
  const at = page * PAGE + draw([24, 170, 400, PAGE][draw(4)] ?? PAGE)
  const ways = [
    () => bytes.subarray(0, draw(bytes.length)),
    () => bytes.subarray(0, draw(pages) * PAGE),
    () => bytes.fill(draw(2) * 255, page * PAGE, page * PAGE + PAGE),
    () => bytes.copyWithin(page * PAGE, draw(pages) * PAGE, draw(pages) * PAGE + PAGE),
    () => bytes.fill(draw(256), at, Math.min(at + 1 + draw(8), bytes.length)),
  ]
  const way = ways[draw(12)]
  if (way !== undefined) return way()
  for (let flips = 1 + draw(3); flips > 0; flips--) bytes[at + draw(4)] = (bytes[at + draw(4)] ?? 0) ^ (1 << draw(8))
  return bytes
}

/** Another process opens the files that were found to be sound, as a start would. */
class Opener {
  #child: ChildProcess | undefined
  #lines: AsyncIterator<string> | undefined

  /** How the use of the store in the directory ended; undefined if the process ended. */
  async use(directory: string): Promise<string | undefined> {
    if (this.#child === undefined) {
      this.#child = spawn(process.execPath, [fixture, compiled], { stdio: ['pipe', 'pipe', 'ignore'] })
      this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]()
    }
    this.#child.stdin?.write(`${directory}\n`)
    const line = await this.#lines?.next()
    if (!line?.done) return line?.value.split('\t')[1]
    this.#child = undefined
    return undefined
  }

  async close(): Promise<void> {
    if (this.#child === undefined) return
    this.#child.stdin?.end()
    await once(this.#child, 'close')
  }
}

describe('a damaged file of a store', () => {
  it(`is rejected, or used without harm to the process (${CASES} files)`, async () => {
    const draw = numbers(CASES)
    const opener = new Opener()
    const tally = { refused: 0, used: 0, ended: [] as number[] }
    for (let i = 0; i < CASES; i++) {
      const directory = join(base, String(i))
      mkdirSync(directory, { mode: 0o700 })
      writeFileSync(join(directory, 'data.mdb'), damaged(draw))
      if (examineStoreFile(join(directory, 'data.mdb'), 'all', 16 * 2 ** 30).problems.length > 0) tally.refused += 1
      else if ((await opener.use(directory)) === undefined) tally.ended.push(i)
      else tally.used += 1
      if (!tally.ended.includes(i)) rmSync(directory, { recursive: true })
    }
    await opener.close()
    expect(tally).toEqual({ refused: expect.any(Number), used: CASES - tally.refused, ended: [] })
    expect(tally.refused).toBeGreaterThan(CASES / 4)
    expect(tally.used).toBeGreaterThan(CASES / 10)
  })
})
