import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lineAudit } from '../audit/audit.js'
import { keyRingKeys } from '../directory/key-ring.js'
import { openLmdbStore } from '../store/lmdb/lmdb-store.js'
import type { Store } from '../store/store.js'
import { openInstallation } from './installation.js'
import { type Meta, metaKeys } from './meta.js'
import { SCHEMA } from './migrations.js'

let dataDir = ''
beforeEach(() => {
  warnings = []
  dataDir = join(mkdtempSync(join(tmpdir(), 'daypass-installation-')), 'data')
})
afterEach(() => rmSync(join(dataDir, '..'), { recursive: true, force: true }))

let warnings: string[] = []
const open = (dev = false, objectsDir?: string) =>
  openInstallation({
    dataDir,
    objectsDir,
    store: 'lmdb',
    masterKey: { besideData: `${dataDir}.master-key`, mayMake: true, warn: (text) => warnings.push(text) },
    account: undefined,
    root: undefined,
    audit: lineAudit(
      (bytes) => bytes.length,
      () => {},
    ),
    dev,
  })

/** Changes the store without the installation; returns the new revision. */
async function behind(change: (store: Store) => Promise<unknown>): Promise<number> {
  const store = await openLmdbStore({ directory: join(dataDir, 'store') })
  await change(store)
  const revision = await store.revision()
  await store.close()
  return revision
}

const metaOf = async (store: Store): Promise<Meta> =>
  JSON.parse(new TextDecoder().decode((await store.get(metaKeys.prefix))?.value)) as Meta
const put = (store: Store, key: string, record: object) =>
  store.commit({ expect: [], put: [{ key, value: new TextEncoder().encode(JSON.stringify(record)) }], del: [] })

/** A record of an object, and its file. */
async function keepObject(file: string): Promise<void> {
  await behind((store) => put(store, `object/bucket/${file}`, { file }))
  mkdirSync(join(dataDir, 'objects', file.slice(0, 2)), { recursive: true })
  writeFileSync(join(dataDir, 'objects', file.slice(0, 2), file), 'x')
}

describe('object files elsewhere', () => {
  it('are found again without the flag, and refused where they are missing', async () => {
    const elsewhere = join(dataDir, '..', `${basename(dataDir)}-objects`)
    await (await open(false, elsewhere)).close()
    expect([existsSync(join(elsewhere, 'installation')), existsSync(join(dataDir, 'objects'))]).toEqual([true, false])
    await (await open()).close()
    await expect(open(false, join(dataDir, 'third'))).rejects.toThrow(`are in ${elsewhere}, not in`)
    await behind((store) => put(store, 'object/bucket/x', { file: 'f'.repeat(32) }))
    rmSync(elsewhere, { recursive: true })
    await expect(open()).rejects.toThrow(`1 of 1 objects has no file in ${elsewhere}`)
  })
})

describe('the data of an installation', () => {
  it('contains its schema version', async () => {
    await (await open()).close()
    await behind(async (store) => expect(await metaOf(store)).toMatchObject({ schema: SCHEMA, installation: expect.any(String) }))
  })

  it('is used where a newer version has written it and said that this one understands it, and keeps its schema', async () => {
    await (await open()).close()
    const newer = { schema: SCHEMA + 1, minReader: SCHEMA }
    await behind(async (store) => put(store, metaKeys.prefix, { ...(await metaOf(store)), ...newer }))
    await (await open()).close()
    await behind(async (store) => expect(await metaOf(store)).toMatchObject(newer))
  })

  it('is rejected and not changed when a newer version has written it', async () => {
    await (await open()).close()
    const revision = await behind(async (store) =>
      put(store, metaKeys.prefix, { ...(await metaOf(store)), schema: SCHEMA + 1, minReader: SCHEMA + 1 }),
    )
    await expect(open()).rejects.toThrow(`The data was written by a newer daypass (schema ${SCHEMA + 1}; this one knows ${SCHEMA})`)
    expect(await behind(async () => undefined)).toBe(revision)
  })

  it.each([
    ['installation record', metaKeys.prefix, 'an installation was here: store, objects, root-credentials.json'],
    ['key ring', keyRingKeys.prefix, 'The store has no key ring'],
  ])('is rejected, and nothing is created again, when the store has lost its %s', async (_, key, says) => {
    await (await open()).close()
    const revision = await behind((store) => store.commit({ expect: [], put: [], del: [key] }))
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(says) })
    expect(await behind(async (store) => expect(await store.get(key)).toBeUndefined())).toBe(revision)
  })

  it('is rejected, and nothing is swept, when a record of an object cannot be read', async () => {
    await (await open()).close()
    await behind((store) => store.commit({ expect: [], put: [{ key: 'object/b/k', value: new Uint8Array([123]) }], del: [] }))
    await expect(open()).rejects.toMatchObject({
      code: 'StartupError',
      message: expect.stringContaining('the record "object/b/k" cannot be read'),
    })
  })

  it('is recognized by its object files when their folder has lost the id, which is written again', async () => {
    await (await open()).close()
    const id = readFileSync(join(dataDir, 'objects', 'installation'), 'utf8')
    await keepObject('ab'.repeat(16))
    rmSync(join(dataDir, 'objects', 'installation'))
    await (await open()).close()
    expect(readFileSync(join(dataDir, 'objects', 'installation'), 'utf8')).toBe(id)
    expect(readdirSync(join(dataDir, 'objects', 'ab'))).toEqual(['ab'.repeat(16)])
  })

  it.each(['first-start', 'objects/installation'])('is rejected when %s is a link', async (name) => {
    await (await open()).close()
    rmSync(join(dataDir, name), { force: true })
    symlinkSync(join(dataDir, 'root-credentials.json'), join(dataDir, name))
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(`${name} is a symbolic link.`) })
  })

  const damaged = ['', '\n', 'x', '-'.repeat(36), '11111111-1111-4111-8111-11111111111', '../../../../etc/passwd']
  it.each(damaged)('is rejected, and nothing is created, when `first-start` holds %j; without the file, it is created', async (text) => {
    mkdirSync(dataDir, { mode: 0o700 })
    writeFileSync(join(dataDir, 'first-start'), text, { mode: 0o600 })
    const says = 'first-start is damaged: it must hold the id of an installation, a UUID. Nothing was changed. Remove it'
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(says) })
    expect(readdirSync(dataDir)).toEqual(['first-start'])
    rmSync(join(dataDir, 'first-start'))
    await (await open()).close()
    await (await open()).close()
  })

  it.each(damaged)('is rejected when `objects/installation` holds %j', async (text) => {
    await (await open()).close()
    writeFileSync(join(dataDir, 'objects', 'installation'), text)
    const says = 'installation is damaged: it must hold the id of an installation, a UUID. Nothing was changed. Restore'
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(says) })
    expect(readFileSync(join(dataDir, 'objects', 'installation'), 'utf8')).toBe(text)
  })

  it.each(damaged)('is rejected when the store says that its id is %j', async (installation) => {
    await (await open()).close()
    await behind(async (store) => put(store, metaKeys.prefix, { ...(await metaOf(store)), installation }))
    const says = 'store is damaged: it must hold the id of an installation, a UUID. Nothing was changed. Restore'
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: expect.stringContaining(says) })
  })

  it.each(['tmp', 'trash', 'ab', '00'])('is rejected when objects/%s is a link or a file, which is not followed', async (part) => {
    await (await open()).close()
    const elsewhere = mkdtempSync(join(tmpdir(), 'daypass-elsewhere-'))
    writeFileSync(join(elsewhere, 'ab'.repeat(16)), 'not ours')
    const path = join(dataDir, 'objects', part)
    rmSync(path, { recursive: true, force: true })
    symlinkSync(elsewhere, path)
    const says = `${path} is not a folder. Put the folder of object files there; a link is not followed.`
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: says })
    rmSync(path)
    writeFileSync(path, '')
    await expect(open()).rejects.toMatchObject({ code: 'StartupError', message: says })
    rmSync(path)
    await (await open()).close()
    expect(readdirSync(elsewhere)).toEqual(['ab'.repeat(16)])
    rmSync(elsewhere, { recursive: true })
  })

  it('is opened with a warning when files of some objects are missing, and rejected when all are', async () => {
    await (await open()).close()
    const [kept, lost, alsoLost] = ['ab', 'cd', 'cd11'].map((part) => part.padEnd(32, '0')) as [string, string, string]
    for (const file of [kept, lost, alsoLost]) await keepObject(file)
    rmSync(join(dataDir, 'objects', 'cd'), { recursive: true })
    // A file in another place than expected counts as missing.
    writeFileSync(join(dataDir, 'objects', 'ab', lost), 'x')
    warnings = []
    await (await open()).close()
    expect(warnings).toContainEqual(expect.stringMatching(/^2 of 3 objects have no file in .*objects: they cannot be read\. Restore /))
    rmSync(join(dataDir, 'objects', 'ab'), { recursive: true })
    await expect(open()).rejects.toThrow('3 of 3 objects have no file in')
  })

  it('does not get a new master key where the link to one is broken', async () => {
    symlinkSync(join(dataDir, '..', 'not-mounted'), `${dataDir}.master-key`)
    await expect(open()).rejects.toThrow('.master-key cannot be read')
    expect(lstatSync(`${dataDir}.master-key`).isSymbolicLink()).toBe(true)
  })

  it('loses the files of its objects in a reset, but not those of uploads in progress', async () => {
    await (await open()).close()
    const [kept, settled, half] = ['ab', 'cd', 'ef'].map((part) => part.padEnd(32, '0')) as [string, string, string]
    await keepObject(kept)
    const installation = await open(true)
    // One upload has its bytes in place and waits for its commit, the other is still arriving.
    mkdirSync(join(dataDir, 'objects', 'cd'))
    for (const path of [join('cd', settled), join('tmp', half)]) writeFileSync(join(dataDir, 'objects', path), 'x')
    await installation.development?.reset()
    const left = ['ab', 'cd', 'tmp'].map((part) => readdirSync(join(dataDir, 'objects', part)))
    await installation.close()
    expect(left).toEqual([[], [settled], [half]])
  })

  it('releases the lock when it is rejected', async () => {
    await (await open()).close()
    rmSync(join(dataDir, 'store'), { recursive: true })
    await expect(open()).rejects.toThrow('is missing or empty')
    await expect(open()).rejects.toThrow('is missing or empty')
    expect(readdirSync(dataDir).sort()).toEqual(['objects', 'root-credentials.json'])
  })
})
