// kill -9 at any moment of many puts, of bodies in files and in the store: after each the bytes of every object are verified on the disk.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import type { Signer } from '../signed-request.js'
import { listObjects } from './listed.js'
import { readObject, settle, Writings } from './writers.js'

const ROUNDS = 25
const BUCKET = 'crash-bucket'
const writings = new Writings()
let server: ServerProcess
let root: Signer
beforeAll(async () => {
  server = await ServerProcess.start()
  root = signerOf(server, server.rootKey())
  await ask(root, { service: 's3', method: 'PUT', path: `/${BUCKET}` })
})
afterAll(() => server.close())

/** Milliseconds after which a server is killed, different in every round. */
const moment = (round: number): number => 20 + ((round * 37) % 331)

it.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))(
  'a kill in round %i leaves every acknowledged object, whole, and half of none',
  async (round) => {
    let killed: Promise<void> | undefined
    const timer = setTimeout(() => {
      killed = server.kill()
    }, moment(round))
    await writings.objectsRound(root, BUCKET)
    clearTimeout(timer)
    await killed
    const { code, stdout } = await runDaypass(['store', 'verify', '--data-dir', server.dataDir])
    expect([code, stdout]).toEqual([0, expect.stringContaining(': every byte is right.')])
    await server.restart()
    const listed = await listObjects(root, BUCKET)
    expect(settle(writings.objects, listed)).toEqual([])
    for (const key of writings.touched) {
      const value = listed.get(key)
      if (value !== undefined) expect([key, await readObject(root, BUCKET, key)]).toEqual([key, value])
    }
    expect(readdirSync(join(server.dataDir, 'objects', 'tmp'))).toEqual([])
  },
  60_000,
)
