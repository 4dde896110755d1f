import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Entry, Store } from '../store.js'
import { transactStore } from '../transact.js'
import { openLmdbStore } from './lmdb-store.js'
import { joinLock, lockDirectory } from './lock.js'
import { openProcessMutex } from './process-mutex.js'
import { writeRounds } from './process-rounds.fixture.mjs'

/** The number of writers that are killed; raise it for a longer search. */
const KILL_ROUNDS = Number(process.env.STORE_KILL_ROUNDS ?? 5)

const base = mkdtempSync(join(tmpdir(), 'daypass-processes-'))
const compiled = join(base, 'store')
const fixture = join(base, 'process.fixture.mjs')

/** Other processes run plain JavaScript: the store is transpiled, file by file, to a place from which `lmdb` can be resolved. */
function compileStore(): void {
  const source = fileURLToPath(new URL('..', import.meta.url))
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    const target = join(compiled, file.replace(/\.ts$/, '.js'))
    mkdirSync(dirname(target), { recursive: true })
    const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true }
    writeFileSync(target, ts.transpileModule(readFileSync(join(source, file), 'utf8'), { compilerOptions }).outputText)
  }
  writeFileSync(join(base, 'package.json'), '{"type":"module"}')
  writeFileSync(fixture, readFileSync(new URL('process.fixture.mjs', import.meta.url)))
  const lmdb = createRequire(import.meta.url).resolve('lmdb')
  symlinkSync(lmdb.slice(0, lmdb.lastIndexOf('/lmdb/')), join(base, 'node_modules'))
}

beforeAll(compileStore)
afterAll(() => rmSync(base, { recursive: true, force: true }))

const number = (entry: Entry | undefined): number => Number(entry ? new TextDecoder().decode(entry.value) : '0')
const bytes = (value: number): Uint8Array => new TextEncoder().encode(String(value))

async function increment(store: Store): Promise<void> {
  await transactStore(store, (reader, writer) => writer.put('counter', bytes(number(reader.get('counter')) + 1)), { attempts: 100_000 })
}

const start = (what: string, directory: string, count = '200'): ChildProcess =>
  spawn(process.execPath, [fixture, compiled, what, directory, count], { stdio: ['ignore', 'pipe', 'inherit'] })

/** Calls `hear` for each line that the child writes, and resolves when the child has ended and every line was received. */
async function listen(child: ChildProcess, hear: (line: string) => void): Promise<void> {
  createInterface({ input: child.stdout! }).on('line', hear)
  await once(child, 'close')
}

/** Lets 8 writers of another process run until `count` commits were acknowledged, kills the process, and returns the last number of each writer. */
async function killAfter(count: number, directory: string): Promise<Map<string, number>> {
  const acknowledged = new Map<string, number>()
  const child = start('pairs', directory)
  let heard = 0
  await listen(child, (line) => {
    const [writer, value] = line.split(' ')
    acknowledged.set(writer!, Number(value))
    heard += 1
    if (heard === count) child.kill('SIGKILL')
  })
  expect(child.signalCode).toBe('SIGKILL')
  return acknowledged
}

describe('several processes on one lmdb directory', () => {
  it.each<[string, (store: Store) => number | Promise<number>]>([
    ['view', (store) => number(store.view().get('counter'))],
    ['get', async (store) => number(await store.get('counter'))],
    ['get from a revision', async (store) => number(await store.get('counter', { minRevision: 3 }))],
    ['range', async (store) => number((await store.range({ start: 'c', end: 'd', limit: 1 })).entries[0])],
    ['revision', (store) => store.revision()],
  ])('see a commit of another one in the same event turn by %s, and keep their open views', async (way, read) => {
    const directory = join(base, `fresh-${way}`)
    const store = await openLmdbStore({ directory })
    const before = store.view()
    // NOTE Synchronous: no event turn passes before the next read, so lmdb's cached read transaction is still the old one.
    const { status } = spawnSync(process.execPath, [fixture, compiled, 'increment', directory, '3'])
    const seen = read(store)
    expect([status, number(before.get('counter')), await seen, number(store.view().get('counter'))]).toEqual([0, 0, 3, 3])
    await store.close()
  })

  it('are processes, not threads: a worker thread is rejected', async () => {
    const directory = join(base, 'thread')
    const worker = new Worker(fixture, { argv: [compiled, 'increment', directory, '1'] })
    const [error] = await once(worker, 'error')
    expect(String(error)).toContain('not by a worker thread')
    expect(existsSync(directory)).toBe(false)
  })

  it('never lose an increment to each other', async () => {
    const directory = join(base, 'counter')
    const store = await openLmdbStore({ directory })
    const others = [1, 2].map(() => listen(start('increment', directory), () => undefined))
    for (let i = 0; i < 200; i++) await increment(store)
    await Promise.all(others)
    expect(number(store.view().get('counter'))).toBe(600)
    expect(await store.revision()).toBe(600)
    await store.close()
  })

  it('lose no commit and no wake-up to each other when all of them commit at once', async () => {
    expect(await writeRounds({ compiled, directory: join(base, 'rounds'), rounds: 15 })).toEqual([])
  })

  it('get the commits of others from a watch that waits', async () => {
    const directory = join(base, 'watch')
    const store = await openLmdbStore({ directory, pollMilliseconds: 2 })
    const watch = store.watch({ prefix: 'counter', after: 0, signal: new AbortController().signal })[Symbol.asyncIterator]()
    const first = watch.next()
    const other = listen(start('increment', directory), () => undefined)
    const revisions = [(await first).value.revision]
    while (revisions.length < 200) revisions.push((await watch.next()).value.revision)
    await other
    expect(revisions).toEqual(Array.from({ length: 200 }, (_, i) => i + 1))
    await store.close()
  })

  it(`lose no acknowledged commit and write none in part when a writer is killed (${KILL_ROUNDS} rounds)`, async () => {
    const directory = join(base, 'killed')
    const store = await openLmdbStore({ directory })
    for (let round = 0; round < KILL_ROUNDS; round++) {
      const acknowledged = await killAfter(100 + ((round * 37) % 150), directory)
      const view = store.view()
      for (const [writer, value] of acknowledged) {
        const pair = ['a', 'b'].map((half) => number(view.get(`pair/${writer}/${half}`)))
        expect(pair[0]).toBe(pair[1])
        expect(pair[0]).toBeGreaterThanOrEqual(value)
      }
      expect(acknowledged.size).toBe(8)
      view.release()
      await increment(store)
      expect(number(store.view().get('counter'))).toBe(round + 1)
    }
    await store.close()
  })

  it.runIf(process.platform === 'linux')('report OutcomeUnknown when the disk is full, keep running, and can free space', async () => {
    const directory = join(base, 'full')
    const command = `ulimit -f 3000; exec "$0" "$@"`
    const child = spawn('bash', ['-c', command, process.execPath, fixture, compiled, 'fill', directory], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const said: { code?: string; acknowledged?: number; readable?: number; freed?: boolean }[] = []
    await listen(child, (line) => said.push(JSON.parse(line)))
    expect(child.exitCode).toBe(0)
    expect(said).toEqual([{ code: 'OutcomeUnknown', acknowledged: said[0]!.readable, readable: expect.any(Number) }, { freed: true }])
    expect(said[0]!.readable).toBeGreaterThan(3)
  })
})

describe.each(['linux', 'other'] as const)('the lock of a data directory (%s)', (kind) => {
  const platform = kind === 'other' ? 'aix' : process.platform

  it('has one holder at a time and can be taken again', async () => {
    const directory = join(base, `lock-${kind}`)
    const first = await lockDirectory(directory, { platform })
    expect(await lockDirectory(directory, { platform })).toEqual({ heldBy: process.pid })
    if ('heldBy' in first) throw new Error('not taken')
    await first.release()
    const again = await lockDirectory(directory, { platform })
    expect(again).toHaveProperty('release')
  })

  it('does not affect another directory', async () => {
    const locks = ['x', 'y'].map((name) => lockDirectory(join(base, `lock-${kind}-${name}`), { platform }))
    for (const lock of await Promise.all(locks)) expect(lock).toHaveProperty('release')
  })

  it('is free again when its holder was killed, although the file with its id still exists', async () => {
    const directory = join(base, `lock-${kind}-killed`)
    const child = start('lock', directory)
    const refused: unknown[] = []
    await listen(child, async () => {
      refused.push(await lockDirectory(directory, { platform }))
      child.kill('SIGKILL')
    })
    expect(refused).toEqual([{ heldBy: child.pid }])
    expect(readFileSync(join(directory, 'server.pid'), 'utf8')).toBe(String(child.pid))
    const lock = await lockDirectory(directory, { platform })
    expect(lock).toHaveProperty('release')
  })
})

describe.runIf(process.platform === 'linux')('the lock of a server with workers', () => {
  it('is held as long as one of its processes lives', async () => {
    const directory = join(base, 'lock-joined')
    const supervisor = start('lock', directory)
    await once(createInterface({ input: supervisor.stdout! }), 'line')
    const worker = start('join', directory)
    await once(createInterface({ input: worker.stdout! }), 'line')
    supervisor.kill('SIGKILL')
    await once(supervisor, 'exit')
    expect(await lockDirectory(directory)).toEqual({ heldBy: worker.pid })
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    expect(await lockDirectory(directory)).toHaveProperty('release')
  })

  it('is not joined where nobody holds it', async () => {
    const directory = join(base, 'lock-nobody')
    mkdirSync(directory)
    await expect(joinLock(directory, 'mark')).rejects.toThrow('ENOENT')
    expect(readdirSync(directory)).toEqual([])
  })

  it('shows a process that joins only when it listens: a starter removes a socket that does not', async () => {
    const directory = join(base, 'lock-joining')
    mkdirSync(directory)
    const lock = await lockDirectory(directory)
    const holder = readdirSync(join(directory, 'lock'))
    const { listen: original } = Server.prototype
    const begun = vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...given: unknown[]) {
      original.apply(this, given as never)
      expect(readdirSync(join(directory, 'lock'))).toEqual(holder)
      return this
    })
    const leave = await joinLock(directory, 'mark')
    expect(begun).toHaveBeenCalledTimes(1)
    begun.mockRestore()
    expect(readdirSync(join(directory, 'lock')).sort()).toEqual([...holder, `${process.pid}.mark`].sort())
    await leave()
    if ('release' in lock) await lock.release()
    expect(readdirSync(directory).filter((name) => name.startsWith('joining'))).toEqual([])
  })
})

describe('a mutex of processes', () => {
  it('has one holder at a time, and is free when its holder is killed', async () => {
    const directory = join(base, 'mutex')
    const mutex = openProcessMutex(directory)
    const others = ['mutex', 'mutex-killed', 'mutex'].map((what) => start(what, directory, '2000'))
    await Promise.all(others.map((child) => listen(child, () => undefined)))
    expect(others.map(({ exitCode, signalCode }) => exitCode ?? signalCode)).toEqual([0, 'SIGKILL', 0])
    expect(mutex.hold(() => existsSync(join(directory, 'inside')))).toBe(false)
    expect(() =>
      mutex.hold(() => {
        throw new Error('the work failed')
      }),
    ).toThrow('the work failed')
    expect(mutex.hold(() => 'free')).toBe('free')
    await mutex.close()
  })
})

describe('the lock by the kernel', () => {
  it.runIf(process.platform === 'linux')('has one holder at a time, even when holders are killed', async () => {
    const directory = join(base, 'lock-contended')
    const held = [0, 0, 0]
    const contenders = held.map(() => start('contend', directory, '15'))
    await Promise.all(contenders.map((child, i) => listen(child, () => (held[i] = (held[i] ?? 0) + 1))))
    expect([held, contenders.map((child) => child.signalCode)]).toEqual([
      [15, 15, 15],
      ['SIGKILL', 'SIGKILL', 'SIGKILL'],
    ])
    expect(existsSync(join(directory, 'inside'))).toBe(false)
  })

  it.runIf(process.platform === 'linux')(
    'belongs to the directory, whatever path leads to it, and ignores a reused process id',
    async () => {
      const directory = join(base, 'lock-real')
      mkdirSync(directory)
      writeFileSync(join(directory, 'server.pid'), '1')
      const lock = await lockDirectory(directory)
      expect(lock).toHaveProperty('release')
      symlinkSync(directory, join(base, 'lock-link'))
      expect(await lockDirectory(join(base, 'lock-link'))).toEqual({ heldBy: process.pid })
    },
  )
})
