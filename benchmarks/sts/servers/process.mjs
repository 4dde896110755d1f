// Owns: servers as separate processes, pinned to the first core: how they start and stop, and the CPU time and memory they used, as the operating
// system counts them.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../../packages/daypass/bin/daypass.js', import.meta.url))
const CONST = fileURLToPath(new URL('const.mjs', import.meta.url))
const START_LIMIT = 120_000
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** @typedef {{ pid: number, port: number, stop: () => Promise<void> }} Server */

/** @param {string} file @param {RegExp} said what the server writes into the file once it listens, the port its first group */
async function portIn(file, said, child) {
  const end = Date.now() + START_LIMIT
  for (;;) {
    const port = said.exec(readFileSync(file, 'latin1').slice(0, 65_536))?.[1]
    if (port !== undefined) return Number(port)
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`the server did not start: ${readFileSync(file, 'latin1').slice(-2000)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/**
 * Starts a server on the first core. Its output goes into a file, as the audit of a deployment does.
 * @param {string[]} command @param {{ output: string, said?: RegExp, environment?: NodeJS.ProcessEnv }} how @returns {Promise<Server>}
 */
export async function startServer(command, { output, said = /is listening on http:\/\/[^:\s]+:(\d+)/, environment = {} }) {
  const file = openSync(output, 'w')
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, ...environment }
  const child = spawn('taskset', ['-c', '0', ...command], { env, stdio: ['ignore', file, file] })
  const ended = once(child, 'exit')
  // A run that fails must not leave a running process behind.
  const kill = () => child.kill()
  process.once('exit', kill)
  const port = await portIn(output, said, child)
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    process.off('exit', kill)
  }
  return { pid: child.pid ?? 0, port, stop }
}

/**
 * The server as it runs in production: LMDB, the audit in a file. @param {{ dataDir: string, output: string, nodeFlags?: string[], flags?: string[] }}
 * how
 */
export const startDaypass = ({ dataDir, output, nodeFlags = [], flags = [] }) =>
  startServer([process.execPath, ...nodeFlags, BIN, 'serve', '--port', '0', '--data-dir', dataDir, ...flags], { output })

export const startConst = (output) => startServer([process.execPath, CONST], { output })

/**
 * Microseconds of CPU, in user and kernel mode, of all threads so far (proc(5), fields 14 and 15), with those of the workers that it has started. In steps of one
 * tick, 10 ms, for each process. @param {number} pid @returns {number}
 */
export function cpuMicros(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
  const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
  return ((Number(fields[11]) + Number(fields[12])) * 1e6) / TICKS + workers.reduce((sum, worker) => sum + cpuMicros(worker), 0)
}

/** Bytes of memory in use: private memory, and mapped pages of files (of the store) separately. @param {number} pid */
export function memory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? Number.NaN)
  return { anonymous: 1024 * kilobytes('RssAnon'), files: 1024 * kilobytes('RssFile') }
}
