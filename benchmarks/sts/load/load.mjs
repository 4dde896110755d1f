// Owns: the interface to the load generator: one command at a time, each answered.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const GENERATOR = fileURLToPath(new URL('generator.mjs', import.meta.url))

export const CONNECTIONS = 32

/** Starts the load generator on the second core. */
export function startLoad() {
  const child = spawn('taskset', ['-c', '1', process.execPath, GENERATOR], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const died = once(child, 'exit').then(() => [{ error: 'the load generator ended' }])
  const order = async (message) => {
    child.send(message)
    const [{ result, error }] = await Promise.race([once(child, 'message'), died])
    if (error !== undefined) throw new Error(error)
    return result
  }
  return {
    /** @param {string} pool @param {Buffer[]} requests */
    keep: (pool, requests) => order({ kind: 'requests', pool, requests: requests.map((request) => request.toString('base64')) }),
    /** Replays `count` requests of a pool; throws when an answer has another status than expected. */
    async run(asked) {
      const { wrong, milliseconds } = await order({ kind: 'run', connections: CONNECTIONS, ...asked })
      if (wrong > 0) throw new Error(`${asked.pool}: ${wrong} of ${asked.count} answers were not ${asked.status}`)
      return milliseconds
    },
    /** @param {{ port: number, pool: string }} asked @returns {Promise<{ status: number, answer: string }[]>} */
    tryEach: (asked) => order({ kind: 'try', ...asked }),
    stop: () => child.connected && child.disconnect(),
  }
}
