// Owns: a server whose whole volume is full, a small tmpfs that only root can make: what cannot be kept is an error, what was acknowledged stays, and
// deleting makes room again.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { errorOf, type Signer, send, signed } from '../signed-request.js'
import { md5 } from './written.js'

const scratch = scratchFolder()
const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'daypass-test', scratch.path])
const canMount = status === 0

afterAll(() => {
  if (canMount) spawnSync('umount', [scratch.path])
  scratch.remove()
})

describe.skipIf(!canMount)('on a volume that is full', () => {
  let server: ServerProcess
  let root: Signer
  /** The MD5 of every object whose put was acknowledged, by its key. */
  const acknowledged = new Map<string, string>()
  beforeAll(async () => {
    server = await ServerProcess.start({ dataDir: join(scratch.path, 'data') })
    root = signerOf(server, server.rootKey())
    await ask(root, { service: 's3', method: 'PUT', path: '/full' })
  })
  afterAll(() => server?.close())

  /** Puts an object of this size; returns the error. */
  async function put(size: number): Promise<string | undefined> {
    const body = randomBytes(size)
    const key = randomBytes(8).toString('hex')
    const reply = await send(root.endpoint, signed(root, { service: 's3', method: 'PUT', path: `/full/${key}`, body }))
    if (reply.status !== 200) return errorOf(reply).code
    acknowledged.set(key, md5(body))
    return undefined
  }

  async function isAllThere(): Promise<void> {
    for (const [key, sum] of acknowledged) {
      const { body } = await ask(root, { service: 's3', method: 'GET', path: `/full/${key}` })
      expect([key, md5(body)]).toEqual([key, sum])
    }
  }

  it.each([1_000_000, 20_000, 1_000])('puts of %i bytes succeed until there is no room, then fail with InternalError', async (size) => {
    let error: string | undefined
    while (error === undefined) error = await put(size)
    for (let more = 0; more < 5; more++) error = (await put(size)) ?? 'put'
    expect(error).toBe('InternalError')
    expect(server.stderr).toContain('ENOSPC')
    await isAllThere()
  })

  it('deleting makes room for another object', async () => {
    for (const key of [...acknowledged.keys()].slice(0, 3)) {
      await ask(root, { service: 's3', method: 'DELETE', path: `/full/${key}` })
      acknowledged.delete(key)
    }
    expect(await put(1_000_000)).toBeUndefined()
    await isAllThere()
  })

  it('after kill -9 every byte is right, and no body is without its object', async () => {
    let error: string | undefined
    while (error === undefined) error = await put(100_000)
    await server.kill()
    const { code, stdout } = await runDaypass(['store', 'verify', '--data-dir', server.dataDir])
    expect([code, stdout]).toEqual([0, expect.stringContaining(': every byte is right.')])
    expect(stdout).not.toContain('without an object')
    await server.restart()
    await isAllThere()
  })
})
