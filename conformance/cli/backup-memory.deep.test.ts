// A backup of 1 GiB of objects, and its restore: memory must not grow with what is backed up.
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cleanEnvironment, scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { ServerProcess } from '../server-process.js'

const BIN = fileURLToPath(new URL('../../packages/daypass/bin/daypass.js', import.meta.url))
const OBJECTS = 64
const BYTES = 16 * 1_048_576
/** Bytes that a server, and a command, may use more at their peak than before. */
const MORE = 150 * 1_048_576

const folder = scratchFolder()
let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ dataDir: join(folder.path, 'data') })
  const root = signerOf(server, server.rootKey())
  await ask(root, { service: 's3', method: 'PUT', path: '/bucket' })
  const body = randomBytes(BYTES)
  for (let i = 0; i < OBJECTS; i++) await ask(root, { service: 's3', method: 'PUT', path: `/bucket/${i}`, body })
}, 1_800_000)
afterAll(async () => {
  await server.close()
  folder.remove()
})

/** Bytes of memory of a process: `VmRSS` now, `VmHWM` at its peak. */
const memoryOf = (pid: number, what: 'VmRSS' | 'VmHWM'): number =>
  1_024 * Number(new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
/** Seconds of CPU that it has used (proc(5), `stat`, fields 14 and 15, in ticks of 10 ms). */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Runs a command to its end; returns the peak of its memory as it was seen. */
async function run(...args: string[]): Promise<number> {
  const child = spawn(process.execPath, [BIN, ...args], { env: cleanEnvironment(), stdio: ['ignore', 'ignore', 'inherit'] })
  let peak = 0
  const timer = setInterval(() => {
    try {
      peak = Math.max(peak, memoryOf(child.pid ?? 0, 'VmHWM'))
    } catch {
      // It has ended.
    }
  }, 50)
  const [code] = (await once(child, 'close')) as [number]
  clearInterval(timer)
  expect(code).toBe(0)
  return peak
}

it('of a running server, takes little memory in the server and in the command', async () => {
  const file = join(folder.path, 'backup')
  const idle = memoryOf(server.pid, 'VmRSS')
  const cpu = cpuOf(server.pid)
  let most = idle
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(server.pid, 'VmRSS'))
  }, 20)
  const peaks = { backup: await run('backup', file, '--data-dir', server.dataDir), server: 0, verify: 0, restore: 0 }
  clearInterval(timer)
  peaks.server = most - idle
  const seconds = cpuOf(server.pid) - cpu
  peaks.verify = await run('verify', file)
  peaks.restore = await run('restore', file, '--data-dir', join(folder.path, 'restored'))
  const told = Object.entries(peaks).map(([name, bytes]) => `${name} ${Math.round(bytes / 1_048_576)} MiB`)
  console.log(`${told.join(', ')}; the server took ${seconds.toFixed(1)} s of CPU`)
  rmSync(join(folder.path, 'restored'), { recursive: true })
  expect(peaks.server).toBeLessThan(MORE)
  for (const peak of [peaks.backup, peaks.verify, peaks.restore]) expect(peak).toBeLessThan(80 * 1_048_576 + MORE)
})
