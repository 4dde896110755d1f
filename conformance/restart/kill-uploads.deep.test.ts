// kill -9 at any moment of parts, completions, aborts and copies: nothing acknowledged is lost, nothing is half there, no file is left without a record.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { UploadWriters } from './upload-writers.js'

const ROUNDS = 25
const BUCKET = 'crash-bucket'
let server: ServerProcess
let writers: UploadWriters
beforeAll(async () => {
  server = await ServerProcess.start()
  const root = signerOf(server, server.rootKey())
  await ask(root, { service: 's3', method: 'PUT', path: `/${BUCKET}` })
  writers = new UploadWriters(root, BUCKET)
  await writers.makeSources()
})
afterAll(() => server.close())

it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))(
  'a kill in round %i leaves every acknowledged part and object, whole, and half of none',
  async (round) => {
    let left = 5 + ((round * 37) % 90)
    let killed: Promise<void> | undefined
    await writers.round(() => {
      left -= 1
      if (left === 0) setTimeout(() => (killed = server.kill()), round % 7)
    })
    await killed
    await server.restart()
    expect(await writers.wrong()).toEqual([])
    await server.stop()
    const { code, stdout } = await runDaypass(['store', 'verify', '--data-dir', server.dataDir])
    expect([code, stdout]).toEqual([0, expect.stringContaining(': every byte is right.')])
    expect(stdout).not.toContain('without an object')
    await server.restart()
  },
  60_000,
)

it.each(['part', 'part copy', 'completion', 'abort', 'copy'] as const)(
  'a kill cut off a request of the kind %s, and others were answered',
  (kind) => {
    expect(writers.answered.get(kind)).toBeGreaterThan(ROUNDS)
    expect(writers.cutOff.get(kind)).toBeGreaterThan(0)
  },
)
