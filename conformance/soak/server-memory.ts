import { fileURLToPath } from 'node:url'
import type { ServerProcess } from '../server-process.js'
import { memoryOf } from './process-usage.js'

/** What a server needs to tell its memory after a collection: variables of its environment. */
export const COLLECTS = { NODE_OPTIONS: `--import=${fileURLToPath(new URL('collect-garbage.mjs', import.meta.url))}` }

/** In bytes. */
export interface Memory {
  /** Live objects, and the buffers that they hold. */
  readonly live: number
  /** Private memory of the process after that. */
  readonly anonymous: number
}

const LEFT = /^left: (.*)$/gm

/** Collects all garbage of a server started with {@link COLLECTS}; returns what is left. */
export async function memoryLeft(server: ServerProcess): Promise<Memory> {
  const before = server.stderr.length
  process.kill(server.pid, 'SIGWINCH')
  for (const end = performance.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const [, text] = [...server.stderr.slice(before).matchAll(LEFT)].at(-1) ?? []
    if (text === undefined && performance.now() < end) continue
    const { heapUsed, external } = JSON.parse(text ?? '{}') as { heapUsed: number; external: number }
    return { live: heapUsed + external, anonymous: memoryOf(server.pid) }
  }
}

/** How much values rise from the first to the last, by the line that fits them best (least squares). */
export function riseOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length
  const above = values.reduce((sum, one, at) => sum + (at - middle) * (one - mean), 0)
  const below = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
  return (above / below) * (values.length - 1)
}
