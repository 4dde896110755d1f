import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const ROUNDS = 30
const PROCESSES = 6
const TURNS = 40

const fixture = fileURLToPath(new URL('process.fixture.mjs', import.meta.url))
const compiled = fileURLToPath(new URL('../../../dist/store', import.meta.url))
const base = mkdtempSync(join(tmpdir(), 'daypass-lock-deep-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/**
 * A process that takes the lock a number of times, and ends by `kill -9` while it holds the lock for the last time. Returns how often it held the
 * lock, and its errors.
 */
async function contender(directory: string): Promise<{ held: number; signal: string | null; complaint: string }> {
  const child = spawn(process.execPath, [fixture, compiled, 'contend', directory, String(TURNS)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complaint] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text))
  await once(child, 'close')
  return { held: said.split('held').length - 1, signal: child.signalCode, complaint }
}

describe.runIf(process.platform === 'linux')('the lock of a data directory', () => {
  it(`has one holder at a time over ${ROUNDS * PROCESSES * TURNS} turns of ${PROCESSES} processes, and over ${ROUNDS * PROCESSES} kills`, async () => {
    const directory = join(base, 'contended')
    for (let round = 0; round < ROUNDS; round++) {
      const ended = await Promise.all(Array.from({ length: PROCESSES }, () => contender(directory)))
      for (const one of ended) expect(one).toEqual({ held: TURNS, signal: 'SIGKILL', complaint: '' })
      expect(existsSync(join(directory, 'inside'))).toBe(false)
    }
  }, 600_000)
})
