// A worker that cannot be started at all: it takes half a minute of pauses until the server gives up.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { stateOf, workersOf } from './worker-processes.js'

it('a server whose workers cannot be started ends, with an error', async () => {
  const server = await ServerProcess.start({ flags: ['--workers', '2'] })
  const { pid } = server
  rmSync(join(server.dataDir, 'store'), { recursive: true })
  process.kill(workersOf(pid)[0]!, 'SIGKILL')
  await server.saysOnStderr('does not start, however often it is tried')
  expect(server.stderr).toContain('The store is not the one that the supervisor of this worker has opened.')
  await expect.poll(() => stateOf(pid), { timeout: 10_000 }).toBeUndefined()
  expect(await server.stop()).toBe(1)
  await server.close()
}, 90_000)
