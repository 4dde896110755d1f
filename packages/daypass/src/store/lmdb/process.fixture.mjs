// A separate process for lmdb-processes.test.ts: node process.fixture.mjs <folder of the compiled store> <what> <data directory> [<n>]
import { closeSync, openSync, rmSync } from 'node:fs'

const [, , compiled, what, directory, n] = process.argv
const { openLmdbStore } = await import(`${compiled}/lmdb/lmdb-store.js`)
const { lockDirectory } = await import(`${compiled}/lmdb/lock.js`)
const { transactStore: transact } = await import(`${compiled}/transact.js`)

const text = (entry) => (entry ? new TextDecoder().decode(entry.value) : '0')
const bytes = (value) => new TextEncoder().encode(String(value))
const say = (line) => process.stdout.write(`${line}\n`)
const increment = (store, key) =>
  transact(store, (reader, writer) => writer.put(key, bytes(Number(text(reader.get(key))) + 1)), { attempts: 100_000 })

/** One of 8 writers: it writes two keys that must always be equal, and prints each number only after its commit was acknowledged. */
async function writePairs(store, writer) {
  const keys = [`pair/${writer}/a`, `pair/${writer}/b`]
  for (let next = Number(text(store.view().get(keys[0]))) + 1; ; next++) {
    const result = await store.commit({ expect: [], put: keys.map((key) => ({ key, value: bytes(next) })), del: [] })
    if (result.ok) say(`${writer} ${next}`)
  }
}

const jobs = {
  async increment(store) {
    for (let i = 0; i < Number(n); i++) await increment(store, 'counter')
    await store.close()
  },
  async pairs(store) {
    await Promise.all(Array.from({ length: 8 }, (_, writer) => writePairs(store, writer)))
  },
  /** Fills the disk until a commit fails, then shows what still works. */
  async fill(store) {
    const value = new Uint8Array(100_000)
    const failures = new Set()
    for (let i = 0, acknowledged = 0; failures.size === 0 && i < 1_000; i++) {
      try {
        await store.commit({ expect: [], put: [{ key: `fill/${i}`, value }], del: [] })
        acknowledged += 1
      } catch (error) {
        failures.add(error.code)
        say(JSON.stringify({ code: error.code, acknowledged, readable: store.view().range('fill/', 'fill0', 1_000).length }))
      }
    }
    const freed = await store.commit({ expect: [], put: [], del: ['fill/0', 'fill/1', 'fill/2'] })
    say(JSON.stringify({ freed: freed.ok }))
    await store.close()
  },
}

/** Takes the lock and releases it, again and again; while it holds the lock, nobody else may. It is killed while it holds the lock. */
async function contend() {
  for (let rounds = 0; rounds < Number(n); ) {
    const lock = await lockDirectory(directory)
    if (!('release' in lock)) continue
    rounds += 1
    closeSync(openSync(`${directory}/inside`, 'wx'))
    await new Promise(setImmediate)
    rmSync(`${directory}/inside`)
    say('held')
    if (rounds < Number(n)) await lock.release()
  }
  process.kill(process.pid, 'SIGKILL')
}

if (what === 'contend') {
  await contend()
} else if (what === 'lock') {
  say(JSON.stringify(await lockDirectory(directory)))
  setInterval(() => undefined, 60_000)
} else {
  await jobs[what](await openLmdbStore({ directory }))
}
