// A separate process for lmdb-processes.test.ts: node process.fixture.mjs <folder of the compiled store> <what> <data directory> [<n>]
import { closeSync, openSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'

const [, , compiled, what, directory, n] = process.argv
const { openLmdbStore } = await import(`${compiled}/lmdb/lmdb-store.js`)
const { joinLock, lockDirectory } = await import(`${compiled}/lmdb/lock.js`)
const { openProcessMutex } = await import(`${compiled}/lmdb/process-mutex.js`)
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
  rounds: writeRounds,
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

/**
 * One of several writers of the deep test. For each line of its input, a round, it commits all of these at once, and prints what it did once all is acknowledged:
 * increments of a counter that all processes share, half of them from a view that was taken before; increments of a counter of its own, read back at once; and
 * puts that expect a key to be absent, of which only one process can win. All the while it watches, and says what it has seen up to the revision that it is told.
 */
async function writeRounds(store) {
  const seen = []
  const watching = new AbortController()
  const watched = (async () => {
    for await (const { revision } of store.watch({ prefix: '', after: 0, signal: watching.signal })) seen.push(revision)
  })()
  const share = async () => {
    const view = store.view()
    await new Promise(setImmediate)
    const options = { attempts: 100_000, first: view }
    await transact(store, (reader, writer) => writer.put('shared', bytes(Number(text(reader.get('shared'))) + 1)), options)
    view.release()
  }
  const own = async (round) => {
    await increment(store, `own/${process.pid}`)
    const now = Number(text(store.view().get(`own/${process.pid}`)))
    if (now !== round + 1) throw new Error(`round ${round}: read ${now} after its own commit`)
  }
  const race = (round) =>
    store.commit({
      expect: [{ key: `race/${round}`, modRevision: 0 }],
      put: [{ key: `race/${round}`, value: bytes(process.pid) }],
      del: [],
    })
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, value] = line.split(' ')
    if (word === 'round') {
      const round = Number(value)
      const [won] = await Promise.all([race(round), share(), own(round), increment(store, 'shared'), share(), increment(store, 'shared')])
      say(JSON.stringify({ round, won: won.ok, sees: Number(text(store.view().get('shared'))) }))
    } else {
      while (seen.length < Number(value)) await new Promise((resolve) => setTimeout(resolve, 1))
      say(JSON.stringify({ complete: seen.every((revision, at) => revision === at + 1), seen: seen.length }))
    }
  }
  watching.abort()
  await watched
  await store.close()
}

/** Holds a mutex again and again; while it does, nobody else may. With `kill`, it ends in the middle. */
function holdMutex() {
  const mutex = openProcessMutex(directory)
  for (let times = 0; times < Number(n); times++) {
    mutex.hold(() => {
      closeSync(openSync(`${directory}/inside`, 'wx'))
      rmSync(`${directory}/inside`)
    })
  }
  if (what === 'mutex-killed') mutex.hold(() => process.kill(process.pid, 'SIGKILL'))
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
} else if (what.startsWith('mutex')) {
  holdMutex()
} else if (what === 'join') {
  // A worker: it joins the lock of another process, and stays.
  await joinLock(directory, 'mark')
  say('joined')
  setInterval(() => undefined, 60_000)
} else if (what === 'lock') {
  say(JSON.stringify(await lockDirectory(directory)))
  setInterval(() => undefined, 60_000)
} else {
  await jobs[what](await openLmdbStore({ directory }))
}
