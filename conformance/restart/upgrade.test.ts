import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { codeOf } from '../authenticator.js'
import { type Key, scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'
import { element, form, send, signed } from '../signed-request.js'

const vector = fileURLToPath(new URL('../../vectors/data-directories/d627345/', import.meta.url))
const about = JSON.parse(readFileSync(join(vector, 'about.json'), 'utf8')) as {
  masterKey: string
  root: Key
  user: Key
  mfa: { serialNumber: string; base32Seed: string }
}
const environment = { DAYPASS_MASTER_KEY: about.masterKey }
const folder = scratchFolder()
afterAll(() => folder.remove())

/** A copy of the data directory that the commit d627345 created, with its modes. */
function copyOfOld(name: string): string {
  const dataDir = join(folder.path, name)
  cpSync(join(vector, 'data'), dataDir, { recursive: true })
  chmodSync(dataDir, 0o700)
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
  return dataDir
}

const start = (dataDir: string) => runDaypass(['serve', '--port', '0', '--data-dir', dataDir], environment)

/** Every kind of record, tested by its effect: keys open, policies allow and deny, objects have their bytes. */
async function tryEverything(server: ServerProcess, code: number): Promise<void> {
  const [root, alice] = [signerOf(server, about.root), signerOf(server, about.user)]
  expect((await ask(root, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain('arn:aws:iam::000000000000:root')
  expect((await ask(alice, form('sts', { Action: 'GetCallerIdentity' }))).text).toContain('user/team/alice')
  const get = (path: string) => ({ service: 's3', method: 'GET', path }) as const
  expect((await ask(alice, get('/photos/cat.txt'))).text).toBe('a cat')
  expect((await ask(alice, get('/photos/deep/er/dog%20%C3%BC.txt'))).text).toBe('a dog')
  expect((await ask(root, get('/papers/long.txt'))).text).toBe('line\n'.repeat(1000))
  expect((await ask(root, get('/papers/empty'))).text).toBe('')
  expect((await send(alice.endpoint, signed(alice, get('/papers/long.txt')))).status).toBe(403)
  const session = { Action: 'AssumeRole', RoleArn: 'arn:aws:iam::000000000000:role/writer', RoleSessionName: 'after' }
  const assumed = (await ask(alice, form('sts', session))).text
  const key = {
    accessKeyId: element(assumed, 'AccessKeyId'),
    secretAccessKey: element(assumed, 'SecretAccessKey'),
    sessionToken: element(assumed, 'SessionToken'),
  }
  const writer = signerOf(server, key)
  await ask(writer, { service: 's3', method: 'PUT', path: '/papers/new', body: Buffer.from('new') })
  expect((await send(writer.endpoint, signed(writer, get('/papers/new')))).status).toBe(403)
  const { mfa } = about
  const proof = { Action: 'GetSessionToken', SerialNumber: mfa.serialNumber, TokenCode: codeOf(mfa.base32Seed, code) }
  expect((await ask(alice, form('sts', proof))).text).toContain('<SessionToken>')
}

describe('a data directory made by the commit d627345', () => {
  it('opens, gets its ids once, and everything in it works, now and after another start', async () => {
    const dataDir = copyOfOld('old')
    const server = await ServerProcess.start({ dataDir, environment })
    await tryEverything(server, 0)
    const id = readFileSync(join(dataDir, 'objects', 'installation'), 'utf8').trim()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(server.rootKey()).toEqual({ ...about.root, installationId: id })
    await server.restart()
    await tryEverything(server, 1)
    expect(readFileSync(join(dataDir, 'objects', 'installation'), 'utf8').trim()).toBe(id)
    expect(await server.stop()).toBe(0)
    expect(readdirSync(join(dataDir, 'objects'))).not.toContain('trash')
    rmSync(join(dataDir, 'store'), { recursive: true })
    expect(await start(dataDir)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is missing or empty, but an installation was here'),
    })
  })

  it('is refused, and not changed, when files of its objects are missing', async () => {
    const dataDir = copyOfOld('gaps')
    const [first = '', second = ''] = readdirSync(join(dataDir, 'objects'))
    for (const part of [first, second]) rmSync(join(dataDir, 'objects', part), { recursive: true })
    const before = readdirSync(dataDir, { recursive: true }).sort()
    const { code, stderr } = await start(dataDir)
    expect([code, stderr]).toEqual([1, expect.stringContaining('2 of 4 objects have no file in')])
    const after = readdirSync(dataDir, { recursive: true }).filter((name) => !String(name).endsWith('lock.mdb'))
    expect(after.sort()).toEqual(before)
  })

  it('is refused when its store is gone, and keeps its object files', async () => {
    const dataDir = copyOfOld('lost')
    rmSync(join(dataDir, 'store'), { recursive: true })
    const before = readdirSync(join(dataDir, 'objects'), { recursive: true })
    mkdirSync(join(dataDir, 'store'), { mode: 0o700 })
    const { code, stderr } = await start(dataDir)
    expect([code, stderr]).toEqual([1, expect.stringContaining('an installation was here: objects, root-credentials.json')])
    expect(readdirSync(join(dataDir, 'objects'), { recursive: true })).toEqual(before)
  })
})
