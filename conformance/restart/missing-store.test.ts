// Starts when a part of the data is missing, each on its own data directory.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scratchFolder } from '../clean-environment.js'
import { ask, signerOf } from '../requests/bench.js'
import { runDaypass, ServerProcess } from '../server-process.js'

const OBJECTS = 20
const folder = scratchFolder()
const dataDir = join(folder.path, 'data')
const at = (...path: string[]): string => join(dataDir, ...path)
afterAll(() => folder.remove())

/** Every file of an object, by its name. */
function objectFiles(): string[] {
  const entries = readdirSync(at('objects'), { recursive: true, withFileTypes: true })
  return entries.flatMap((entry) => (entry.isFile() && /^[0-9a-f]{32}$/.test(entry.name) ? [entry.name] : [])).sort()
}

const start = () => runDaypass(['serve', '--port', '0', '--data-dir', dataDir])

async function readAll(): Promise<string[]> {
  const server = await ServerProcess.start({ dataDir })
  const root = signerOf(server, server.rootKey())
  const read: string[] = []
  for (let i = 0; i < OBJECTS; i++) read.push((await ask(root, { service: 's3', method: 'GET', path: `/kept-bucket/${i}` })).text)
  expect(await server.stop()).toBe(0)
  return read
}

/** Long enough for files. */
const texts = Array.from({ length: OBJECTS }, (_, i) => `object ${i}`.padEnd(10_000))
let before: string[] = []
beforeAll(async () => {
  const server = await ServerProcess.start({ dataDir })
  const root = signerOf(server, server.rootKey())
  await ask(root, { service: 's3', method: 'PUT', path: '/kept-bucket' })
  for (const [i, text] of texts.entries())
    await ask(root, { service: 's3', method: 'PUT', path: `/kept-bucket/${i}`, body: Buffer.from(text) })
  expect(await server.stop()).toBe(0)
  before = objectFiles()
  expect(before).toHaveLength(OBJECTS)
})

/** Starts while something is missing, restores it, and then finds every object. */
async function refusedAndUnharmed(says: RegExp, putBack: () => void): Promise<void> {
  const { code, stdout, stderr } = await start()
  expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(says)])
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(objectFiles()).toEqual(before)
  putBack()
  expect(await readAll()).toEqual(texts)
  expect(objectFiles()).toEqual(before)
}

describe('a start without a part of the data', () => {
  it('fails when the store is gone, and changes no object file', async () => {
    renameSync(at('store'), at('moved'))
    await refusedAndUnharmed(/The store in .* is missing or empty, but an installation was here: objects, root-credentials\.json\./, () => {
      expect(existsSync(at('store'))).toBe(false)
      renameSync(at('moved'), at('store'))
    })
  })

  it('fails when the store is gone and the root key file was moved away with the master key', async () => {
    renameSync(at('store'), at('moved'))
    renameSync(at('root-credentials.json'), join(folder.path, 'credentials'))
    renameSync(`${dataDir}.master-key`, join(folder.path, 'master-key'))
    await refusedAndUnharmed(/an installation was here: objects\./, () => {
      expect(existsSync(`${dataDir}.master-key`)).toBe(false)
      renameSync(at('moved'), at('store'))
      renameSync(join(folder.path, 'credentials'), at('root-credentials.json'))
      renameSync(join(folder.path, 'master-key'), `${dataDir}.master-key`)
    })
  })

  it('fails when the file of the store is empty', async () => {
    const file = at('store', 'data.mdb')
    const bytes = readFileSync(file)
    truncateSync(file)
    await refusedAndUnharmed(/is missing or empty, but an installation was here/, () => writeFileSync(file, bytes))
  })

  it('fails when the store is a new empty one from elsewhere', async () => {
    const other = await ServerProcess.start()
    await other.stop()
    renameSync(at('store'), at('moved'))
    renameSync(join(other.dataDir, 'store'), at('store'))
    writeFileSync(at('key'), readFileSync(`${other.dataDir}.master-key`), { mode: 0o600 })
    const { code, stderr } = await runDaypass(['serve', '--port', '0', '--data-dir', dataDir, '--master-key-file', at('key')])
    expect([code, stderr]).toEqual([1, expect.stringContaining('objects does not belong to the installation in')])
    rmSync(at('store'), { recursive: true })
    rmSync(at('key'))
    await other.close()
    renameSync(at('moved'), at('store'))
    expect(objectFiles()).toEqual(before)
    expect(await readAll()).toEqual(texts)
  })

  it('fails when the object files are gone', async () => {
    renameSync(at('objects'), at('moved'))
    const { code, stderr } = await start()
    expect([code, stderr]).toEqual([1, expect.stringContaining('20 of 20 objects have no file in')])
    renameSync(at('moved'), at('objects'))
    expect(await readAll()).toEqual(texts)
  })

  it('does not need the root key file, which may be moved away', async () => {
    const text = readFileSync(at('root-credentials.json'))
    rmSync(at('root-credentials.json'))
    const server = await ServerProcess.start({ dataDir })
    expect(await server.stop()).toBe(0)
    expect(existsSync(at('root-credentials.json'))).toBe(false)
    writeFileSync(at('root-credentials.json'), text, { mode: 0o600 })
    expect(await readAll()).toEqual(texts)
  })
})

describe('a sweep', () => {
  const orphan = 'ab'.repeat(16)

  it('moves files without an object into the trash, keeps them for 7 days, and deletes only half-received ones', async () => {
    mkdirSync(at('objects', 'ab'), { recursive: true, mode: 0o700 })
    writeFileSync(at('objects', 'ab', orphan), 'from a store that was newer')
    writeFileSync(at('objects', 'tmp', orphan), 'half received')
    utimesSync(at('objects', 'ab', orphan), 0, 0)
    for (const old of ['2020-01-01T00-00-00Z', '2999-01-01T00-00-00Z']) {
      mkdirSync(at('objects', 'trash', old, 'cd'), { recursive: true })
      writeFileSync(at('objects', 'trash', old, 'cd', 'cd'.repeat(16)), 'swept earlier')
    }
    const server = await ServerProcess.start({ dataDir })
    expect(server.stderr).toContain('1 file that no object refers to was moved to')
    expect(server.stderr).not.toContain('no file')
    expect(await server.stop()).toBe(0)
    const trash = readdirSync(at('objects', 'trash')).sort()
    expect(trash).toEqual([expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d-\d\d-\d\dZ$/), '2999-01-01T00-00-00Z'])
    const swept = at('objects', 'trash', trash[0] ?? '')
    expect(readFileSync(join(swept, 'ab', orphan), 'utf8')).toBe('from a store that was newer')
    expect([readdirSync(swept), readdirSync(at('objects', 'tmp'))]).toEqual([['ab'], []])
    expect(statSync(swept).mode & 0o777).toBe(0o700)
    rmSync(at('objects', 'trash'), { recursive: true })
    expect(objectFiles()).toEqual(before)
  })
})

describe('an interrupted first start', () => {
  it('continues with the root key that it had created', async () => {
    const server = await ServerProcess.start()
    const key = server.rootKey()
    expect(await server.stop()).toBe(0)
    const { installationId } = JSON.parse(readFileSync(join(server.dataDir, 'root-credentials.json'), 'utf8')) as { installationId: string }
    // As after the root key was written and before the store has it.
    for (const name of ['store', 'objects']) rmSync(join(server.dataDir, name), { recursive: true })
    writeFileSync(join(server.dataDir, 'first-start'), `${installationId}\n`, { mode: 0o600 })
    await server.restart()
    expect(server.rootKey()).toEqual(key)
    expect(existsSync(join(server.dataDir, 'first-start'))).toBe(false)
    expect(readFileSync(join(server.dataDir, 'objects', 'installation'), 'utf8')).toBe(`${installationId}\n`)
    await ask(signerOf(server, key), { service: 's3', method: 'PUT', path: '/first-bucket' })
    await server.close()
  })
})
