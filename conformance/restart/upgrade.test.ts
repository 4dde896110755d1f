import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { aboutData, copyOfOlder, tryEverything } from '../older-data.js'
import { runDaypass, ServerProcess } from '../server-process.js'

const about = aboutData('d627345')
const environment = { DAYPASS_MASTER_KEY: about.masterKey }
const folder = scratchFolder()
afterAll(() => folder.remove())

/** A copy of the data directory that the commit d627345 created, with its modes. */
function copyOfOld(name: string): string {
  const dataDir = join(folder.path, name)
  copyOfOlder('d627345', dataDir)
  return dataDir
}

const start = (dataDir: string) => runDaypass(['serve', '--port', '0', '--data-dir', dataDir], environment)

describe('a data directory made by the commit d627345', () => {
  it('opens, gets its ids once, and everything in it works, now and after another start', async () => {
    const dataDir = copyOfOld('old')
    const server = await ServerProcess.start({ dataDir, environment })
    await tryEverything(server, about, 0)
    const id = readFileSync(join(dataDir, 'objects', 'installation'), 'utf8').trim()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(server.rootKey()).toEqual({ ...about.root, installationId: id })
    await server.restart()
    await tryEverything(server, about, 1)
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

describe('data of schema 1, made by the commit 3f703e8', () => {
  const older = aboutData('3f703e8')
  const withKey = { DAYPASS_MASTER_KEY: older.masterKey }
  const schemaOf = async (file: string): Promise<string | undefined> =>
    /schema (\d+)/.exec((await runDaypass(['verify', file])).stdout)?.[1]

  it('is backed up as it is before an upgrade; opens, is upgraded once, and everything in it works, now and after another start', async () => {
    const dataDir = join(folder.path, 'schema-1')
    copyOfOlder('3f703e8', dataDir)
    const [before, after] = ['before', 'after'].map((name) => join(folder.path, name)) as [string, string]
    expect(await runDaypass(['backup', before, '--data-dir', dataDir])).toMatchObject({ code: 0 })
    await using server = await ServerProcess.start({ dataDir, environment: withKey })
    await tryEverything(server, older, 0)
    await server.restart()
    await tryEverything(server, older, 1)
    expect(await runDaypass(['backup', after, '--data-dir', dataDir])).toMatchObject({ code: 0 })
    expect([await schemaOf(before), await schemaOf(after)]).toEqual(['1', '2'])
  })

  it('is restored from a backup of format 1, and everything in it works', async () => {
    const backup = fileURLToPath(new URL('../../vectors/backups/format-1', import.meta.url))
    const dataDir = join(folder.path, 'format-1')
    expect(await runDaypass(['verify', backup], withKey)).toMatchObject({ code: 0, stderr: '' })
    expect(await runDaypass(['restore', backup, '--data-dir', dataDir])).toMatchObject({ code: 0, stderr: '' })
    await using server = await ServerProcess.start({ dataDir, environment: withKey })
    await tryEverything(server, older, 0)
  })
})

describe('data of schema 2, made by the commit 242bbdf', () => {
  it('opens, and everything in it works', async () => {
    const same = aboutData('242bbdf')
    const dataDir = join(folder.path, 'schema-2')
    copyOfOlder('242bbdf', dataDir)
    await using server = await ServerProcess.start({ dataDir, environment: { DAYPASS_MASTER_KEY: same.masterKey } })
    await tryEverything(server, same, 0)
  })
})
