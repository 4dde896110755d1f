import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lineAudit } from '../../audit/audit.js'
import { openLmdbStore } from '../../store/lmdb/lmdb-store.js'
import { type Entry, UNBOUNDED } from '../../store/store.js'
import { backupOf, INSTALLATION, MASTER, worldWithObjects } from '../../testing/copies/backed-up-world.js'
import { bodyFiles } from '../../testing/s3/stored-bodies.js'
import { START, type World, world } from '../../testing/world.js'
import { openInstallation } from '../installation.js'
import { SCHEMA } from '../migrations.js'
import { filePart, PART, preamble, recordPart, textPart } from './backup-format.js'
import { BadBackup } from './read-backup.js'
import { restoreBackup } from './restore-backup.js'
import { rehearseRestore, verifyBackup } from './verify-backup.js'

let folder = ''
let w: World
let whole: Buffer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'daypass-backup-'))
  w = await worldWithObjects()
  whole = await backupOf(w)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** In pieces whose bounds are nowhere near those of its parts. */
async function* inPieces(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

const verify = (bytes: Uint8Array) => verifyBackup(inPieces(bytes))
const refusal = (bytes: Uint8Array): Promise<string> =>
  verify(bytes).then(
    () => 'accepted',
    (error: unknown) => (error instanceof BadBackup ? error.message : `defect: ${error}`),
  )
const allOf = (one: World): Entry[] => one.store.view().range('', UNBOUNDED, 1_000)
const flipped = (at: number, bit: number): Buffer => {
  const bytes = Buffer.from(whole)
  bytes[at] = bytes[at]! ^ (1 << bit)
  return bytes
}

describe('a backup', () => {
  it('says what it holds', async () => {
    const { header, records, files } = await verify(whole)
    expect(header).toMatchObject({ installation: INSTALLATION, revision: w.store.view().revision, schema: SCHEMA })
    expect([records, files]).toEqual([allOf(w).length, bodyFiles(w).length])
  })

  it('is read in pieces of any size', async () => {
    for (const size of [1, 7, 65_536]) expect((await verifyBackup(inPieces(whole, size))).records).toBe(allOf(w).length)
  })

  it('is refused when any bit of it differs', async () => {
    const isRefused = async (at: number, bit: number) => /^(is|has|was) /.test(await refusal(flipped(at, bit)))
    for (const at of [...Array(120).keys()].flatMap((one) => [one, whole.length - 1 - one])) expect(await isRefused(at, at % 8)).toBe(true)
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(7), isRefused), { numRuns: 300 })
  })

  it('is refused when it is cut off anywhere, or something is added', async () => {
    const isRefused = async (length: number) => /incomplete|is not a backup/.test(await refusal(whole.subarray(0, length)))
    await fc.assert(fc.asyncProperty(fc.nat(whole.length - 1), isRefused), { numRuns: 300 })
    expect(await refusal(Buffer.concat([whole, Buffer.alloc(1)]))).toContain('is damaged')
  })

  it('that could not be begun says why', async () => {
    const bytes = await backupOf(await world())
    expect(await refusal(bytes)).toBe('is incomplete: the store has no installation in it.')
  })

  it('that could not be finished says why', async () => {
    const other = await worldWithObjects()
    const [file = ''] = bodyFiles(other)
    rmSync(join(other.files.folder, file.slice(0, 2), file))
    const bytes = await backupOf(other)
    expect(await refusal(bytes)).toMatch(new RegExp(`^is incomplete: the object file .*${file} cannot be read`))
  })
})

/** A backup of these parts with a right digest, as someone could make it. */
function made(...parts: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat([preamble(), ...parts])
  return Buffer.concat([bytes, createHash('sha256').update(bytes).digest()])
}

const header = (over: object = {}) =>
  textPart(
    PART.header,
    JSON.stringify({ installation: INSTALLATION, account: '0', schema: SCHEMA, revision: 10, createdAt: '', version: '', ...over }),
  )
const end = (records: number, files = 0, bytes = 0) => textPart(PART.end, JSON.stringify({ records, files, bytes }))
const record = (key: string, value: unknown, modRevision = 1) => recordPart({ key, value: Buffer.from(JSON.stringify(value)), modRevision })
const ring = record('installation/key-ring', { keys: [] })
const meta = record('installation/meta', { installation: INSTALLATION })
const object = record('object/data/k', { file: 'ab'.repeat(16), size: 1, etag: '', key: 'k' })
const file = Buffer.concat([filePart('ab'.repeat(16), 1), Buffer.from('x')])

describe('what is not a backup that this version can use', () => {
  it('is told from the smallest one that is', async () => {
    expect(await refusal(made(header(), ring, meta, end(2)))).toBe('accepted')
    expect(await refusal(made(header(), ring, meta, object, file, end(3, 1, 1)))).toBe('accepted')
  })

  it.each<[name: string, bytes: () => Buffer, says: string]>([
    ['an empty file', () => Buffer.alloc(0), 'is not a backup of daypass'],
    ['another file', () => Buffer.alloc(100_000, 'text'), 'is not a backup of daypass'],
    ['a newer format', () => Buffer.from(whole).fill(2, 18, 19), 'has a newer format (2; this daypass knows 1)'],
    ['a newer schema', () => made(header({ schema: SCHEMA + 1 }), ring, meta, end(2)), 'was written by a newer daypass'],
    ['another count', () => made(header(), ring, meta, end(3)), 'is damaged'],
    ['no header', () => made(ring, meta, end(2)), 'is damaged'],
    ['two headers', () => made(header(), header(), ring, meta, end(2)), 'is damaged'],
    ['a header that is not JSON', () => made(textPart(PART.header, '{'), ring, meta, end(2)), 'is damaged'],
    ['no key ring', () => made(header(), meta, end(1)), 'its key ring is missing'],
    ['no installation', () => made(header(), ring, end(1)), 'the record of the installation'],
    ['two installations', () => made(header({ installation: 'other' }), ring, meta, end(2)), 'is of two installations'],
    ['records out of order', () => made(header(), meta, ring, end(2)), 'cannot be in it'],
    ['a record twice', () => made(header(), ring, ring, meta, end(3)), 'cannot be in it'],
    ['a record beyond its revision', () => made(header(), record('a', {}, 11), ring, meta, end(3)), 'cannot be in it'],
    [
      'a record that is not JSON',
      () => made(header(), recordPart({ key: 'a', value: Buffer.from('x'), modRevision: 1 }), ring, meta, end(3)),
      '"a" cannot be read',
    ],
    ['an object that cannot be read', () => made(header(), ring, meta, record('object/data/k', {}), end(3)), 'cannot be read'],
    ['an object without its file', () => made(header(), ring, meta, object, end(3)), '1 files of its objects are missing'],
    ['a file without an object', () => made(header(), ring, meta, file, end(2, 1, 1)), 'none of its objects has the file'],
    ['a file twice', () => made(header(), ring, meta, object, file, file, end(3, 2, 2)), 'none of its objects has the file'],
    ['a record after a file', () => made(header(), ring, meta, object, file, record('z', {}), end(4, 1, 1)), 'out of order'],
    ['an unknown part', () => made(header(), ring, meta, textPart(0x5a, ''), end(2)), 'is damaged'],
  ])('as %s', async (_name, bytes, says) => {
    expect(await refusal(bytes())).toContain(says)
  })
})

const restore = (bytes: Uint8Array, dataDir: string) => restoreBackup(inPieces(bytes), dataDir, START)
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

describe('a restore', () => {
  it('brings back every record with its revision, and every file, for their owner only', async () => {
    const dataDir = join(folder, 'restored')
    await restore(whole, dataDir)
    const store = await openLmdbStore({ directory: join(dataDir, 'store') })
    const changed = ['installation/key-ring', 'installation/meta']
    const others = (entries: Entry[]) => entries.filter(({ key }) => !changed.includes(key))
    const { entries, revision } = await store.range({ start: '', end: UNBOUNDED, limit: 1_000 })
    await store.close()
    expect(others(entries)).toEqual(others(allOf(w)))
    expect([entries.length, revision]).toEqual([allOf(w).length, w.store.view().revision + 1])
    for (const name of bodyFiles(w)) {
      const path = join(name.slice(0, 2), name)
      expect(readFileSync(join(dataDir, 'objects', path))).toEqual(readFileSync(join(w.files.folder, path)))
      expect(modeOf(join(dataDir, 'objects', path))).toBe('600')
    }
    for (const name of ['', 'store', 'objects']) expect(modeOf(join(dataDir, name))).toBe('700')
  })

  it('makes data that a server starts on, with the same master key and no other', async () => {
    const dataDir = join(folder, 'started')
    await restore(whole, dataDir)
    const open = (value: string) =>
      openInstallation({
        ...{ dataDir, store: 'lmdb', account: undefined, root: undefined, dev: false },
        masterKey: { value, besideData: '', mayMake: false, warn: () => {} },
        audit: lineAudit(
          (bytes) => bytes.length,
          () => {},
        ),
      })
    await expect(open('00'.repeat(32))).rejects.toThrow('was made with another master key')
    const installation = await open(MASTER.export().toString('base64'))
    expect(installation.isNew).toBe(false)
    await installation.close()
  })

  it.each(['', 'lost+found'])('uses a directory that is empty but for %j', async (inside) => {
    const dataDir = mkdtempSync(join(folder, 'volume-'))
    if (inside !== '') mkdirSync(join(dataDir, inside))
    await restore(whole, dataDir)
    expect(readdirSync(dataDir).sort()).toEqual([...(inside === '' ? [] : [inside]), 'objects', 'store'])
  })

  it.each(['absent', 'there'])('has nothing in place until all of it was read, where the directory was %s', async (was) => {
    const dataDir = join(mkdtempSync(join(folder, 'slow-')), 'data')
    if (was === 'there') mkdirSync(dataDir)
    const seen = new Set<string>()
    async function* watched() {
      for await (const piece of inPieces(whole)) {
        yield piece
        seen.add(existsSync(dataDir) ? String(readdirSync(dataDir).filter((name) => !name.startsWith('.restoring-'))) : 'absent')
      }
    }
    await restoreBackup(watched(), dataDir, START)
    expect([...seen]).toEqual([was === 'there' ? '' : 'absent'])
    expect(readdirSync(dataDir).sort()).toEqual(['objects', 'store'])
  })

  it('overwrites nothing', async () => {
    const dataDir = mkdtempSync(join(folder, 'used-'))
    writeFileSync(join(dataDir, 'anything'), '')
    await expect(restore(whole, dataDir)).rejects.toThrow('is not empty, and a restore overwrites nothing')
    expect(readdirSync(dataDir)).toEqual(['anything'])
  })

  it.each(['absent', 'there'])('of a damaged backup leaves nothing, where the directory was %s', async (was) => {
    const parent = mkdtempSync(join(folder, 'damaged-'))
    const dataDir = join(parent, 'data')
    if (was === 'there') mkdirSync(dataDir)
    for (const bytes of [flipped(whole.length - 1, 0), flipped(5_000, 3), whole.subarray(0, whole.length - 40)])
      await expect(restore(bytes, dataDir)).rejects.toThrow(BadBackup)
    expect(readdirSync(parent, { recursive: true })).toEqual(was === 'there' ? ['data'] : [])
  })
})

describe('a rehearsed restore', () => {
  const rehearse = (bytes: Uint8Array, problems: string[] = []) =>
    rehearseRestore(inPieces(bytes), {
      ...{ master: MASTER, folder, wall: START, unreferenced: () => {} },
      problem: (text) => void problems.push(text),
    })

  it('opens every secret and every object', async () => {
    const { data } = await rehearse(whole)
    expect(data).toMatchObject({ objects: 2, parts: 1, problems: 0 })
  })

  it('finds bytes that were changed before they were backed up', async () => {
    const other = await worldWithObjects()
    const [name = ''] = bodyFiles(other)
    const path = join(other.files.folder, name.slice(0, 2), name)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(bytes[5]! ^ 1, 5, 6))
    const problems: string[] = []
    expect((await rehearse(await backupOf(other), problems)).data.problems).toBe(1)
    expect(problems[0]).toContain('are damaged')
  })
})
