import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const fixture = fileURLToPath(new URL('memory.fixture.mjs', import.meta.url))
const compiled = fileURLToPath(new URL('../../dist', import.meta.url))
/** MiB. */
const HEAP = 128

/** The final output of a process with a heap of 128 MiB; `args` are those of `memory.fixture.mjs`. Needs the build. */
export async function inSmallHeap(...args: string[]): Promise<Record<string, number>> {
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP}`, fixture, compiled, ...args])
  return JSON.parse(stdout) as Record<string, number>
}
