// Loaded into a server with --import: at each SIGWINCH, which else does nothing, it collects all garbage and writes what is left as a line to standard error.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
/** @type {(options: { type: 'major', execution: 'async' }) => Promise<void>} */
const collect = runInNewContext('gc')

process.on('SIGWINCH', async () => {
  // Finalizers run between two collections, and what they let go is found by the next.
  for (let time = 0; time < 3; time++) {
    await collect({ type: 'major', execution: 'async' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  process.stderr.write(`left: ${JSON.stringify({ heapUsed, external, rss })}\n`)
})
