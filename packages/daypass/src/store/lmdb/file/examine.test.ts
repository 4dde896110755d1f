import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLmdbStore } from '../lmdb-store.js'
import { type Extent, examineStoreFile } from './examine.js'

const MAP = 16 * 2 ** 30
const base = mkdtempSync(join(tmpdir(), 'daypass-examine-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** A store with trees of several levels, values on their own pages, and freed pages. */
let whole: Buffer
beforeAll(async () => {
  const store = await openLmdbStore({ directory: join(base, 'store'), keepChanges: 5 })
  const put = (from: number, to: number, size: number) =>
    store.commit({
      expect: [],
      put: Array.from({ length: to - from }, (_, i) => ({
        key: `key/${String(from + i).padStart(900, '0')}`,
        value: new Uint8Array(size + i),
      })),
      del: [],
    })
  for (let i = 0; i < 20; i++) await put(i * 20, i * 20 + 20, 100)
  for (let i = 0; i < 10; i++) await put(i * 3, i * 3 + 3, 9_000)
  for (let i = 0; i < 30; i++) await store.commit({ expect: [], put: [], del: [`key/${String(i * 5).padStart(900, '0')}`] })
  await store.close()
  whole = readFileSync(join(base, 'store', 'data.mdb'))
})

const examined = (bytes: Buffer, extent: Extent = 'all') => {
  const path = join(base, 'examined')
  writeFileSync(path, bytes)
  return examineStoreFile(path, extent, MAP)
}
const problems = (change: (bytes: Buffer) => unknown, extent: Extent = 'all') => {
  const bytes = Buffer.from(whole)
  const changed = change(bytes)
  return examined(Buffer.isBuffer(changed) ? changed : bytes, extent).problems
}
const PAGE = 4096
const FLAGS = { branch: 1, leaf: 2, overflow: 4 }
/** The numbers of the pages in use that are of this kind and were written last. */
const pagesOf = (kind: keyof typeof FLAGS): number[] =>
  Array.from({ length: whole.length / PAGE }, (_, i) => i).filter((i) => i > 1 && whole.readUInt16LE(i * PAGE + 18) === FLAGS[kind])
/** The valid meta page. */
const newestMeta = (): number => (whole.readBigUInt64LE(24 + 128) > whole.readBigUInt64LE(PAGE + 24 + 128) ? 0 : PAGE) + 24

describe('the file of a store', () => {
  it.each<Extent>(['all', 'branches'])('is sound as LMDB wrote it, with every page accounted for (%s)', (extent) => {
    const found = examined(whole, extent)
    expect(found).toMatchObject({ problems: [], pageSize: PAGE, entries: { 'table "data"': 370, 'table "meta"': 2, 'table "log"': 5 } })
    if (extent === 'all') expect(found.pagesUsed + found.pagesFree + 2).toBeGreaterThanOrEqual(found.pages - 30)
    expect(found.pagesUsed).toBeGreaterThan(100)
  })

  it('is sound as the commit d627345 wrote it', () => {
    const vector = new URL('../../../../../../vectors/data-directories/d627345/data/store/data.mdb', import.meta.url)
    const path = join(base, 'vector')
    copyFileSync(fileURLToPath(vector), path)
    expect(examineStoreFile(path, 'all', MAP)).toMatchObject({ problems: [], transaction: 22, pagesUsed: 10, pagesFree: 14, pages: 26 })
  })

  it('is found to be cut off at any page, unless only free pages are lost', () => {
    const { pages } = examined(whole)
    let told = 0
    for (let left = 0; left < pages; left += 7) {
      const found = problems((bytes) => bytes.subarray(0, left * PAGE + 17))
      if (found.length > 0) told += 1
      else expect(left).toBeGreaterThan(pages - 60)
    }
    expect(told).toBeGreaterThan((pages - 60) / 7)
    expect(problems((bytes) => bytes.subarray(0, (pages >> 1) * PAGE))).toContainEqual(
      expect.stringMatching(/the file ends before page \d+: it was cut off/),
    )
    expect(problems((bytes) => bytes.subarray(0, (pages >> 1) * PAGE), 'branches')).not.toEqual([])
  })

  it.each<[string, (bytes: Buffer) => unknown, RegExp]>([
    ['garbage', () => Buffer.from('a text instead of a store'.repeat(400)), /^page 0 is not a meta page of LMDB$/],
    ['of zeros', (bytes) => bytes.fill(0), /^page 0 is not a meta page/],
    ['without its second meta page', (bytes) => bytes.fill(0, PAGE, 2 * PAGE), /^meta page 1: it is not a meta page$/],
    ['of another format', (bytes) => bytes.writeUInt32LE(1, 28), /^meta page 0: it has format 1, not 2$/],
    ['of two page sizes', (bytes) => bytes.writeUInt32LE(8192, PAGE + 48), /^meta page 1: it says a page size of 8192$/],
    ['with a fixed address', (bytes) => bytes.writeUInt32LE(1, 32), /^meta page 0: its flags are not ours$/],
    ['with another key order', (bytes) => bytes.writeUInt16LE(4, newestMeta() + 76), /its flags are not ours$/],
    ['with a last page beyond the map', (bytes) => bytes.writeUInt32LE(1, newestMeta() + 124), /it says that \d+ is the last page$/],
    ['with a root beyond the last page', (bytes) => bytes.writeUInt32LE(99_999, newestMeta() + 72 + 40), /a tree begins at page 99999$/],
    ['with a root that is a meta page', (bytes) => bytes.writeUInt32LE(1, newestMeta() + 72 + 40), /a tree begins at page 1$/],
    ['with an impossible transaction', (bytes) => bytes.writeUInt32LE(7_000_001, newestMeta() + 128), /do not follow each other$/],
    [
      'with a higher last page',
      (bytes) => bytes.writeUInt32LE(100_000, newestMeta() + 120),
      /the file ends before page \d+: it was cut off/,
    ],
    ['with another depth', (bytes) => bytes.writeUInt16LE(2, newestMeta() + 72 + 6), /list of tables: page \d+ is of another kind/],
    ['with an endless depth', (bytes) => bytes.writeUInt16LE(60_000, newestMeta() + 72 + 6), /list of tables: a depth of 60000/],
  ])('is found to be damaged when it is %s', (_, change, says) => {
    for (const extent of ['all', 'branches'] as const) expect(problems(change, extent)).toContainEqual(expect.stringMatching(says))
  })

  it('is found to be damaged when any branch is zeroed, even if leaves are not read', () => {
    const used = pagesOf('branch').filter((page) => problems((bytes) => bytes.fill(0, page * PAGE, page * PAGE + PAGE)).length > 0)
    expect(used.length).toBeGreaterThan(5)
    for (const page of used) expect(problems((bytes) => bytes.fill(0, page * PAGE, page * PAGE + PAGE), 'branches')).not.toEqual([])
  })

  it('is found to be damaged by every flipped bit in the header and the offsets of every page in use', () => {
    const kinds = [
      ...pagesOf('branch'),
      ...pagesOf('leaf').filter((_, i) => i % 9 === 0),
      ...pagesOf('overflow').filter((_, i) => i % 9 === 0),
    ]
    const used = kinds.filter((page) => problems((bytes) => bytes.fill(0, page * PAGE, page * PAGE + PAGE)).length > 0).slice(0, 8)
    expect(used.length).toBe(8)
    for (const page of used) {
      // The number of the page, its flags, and either bounds or a count. A lower transaction could be valid; padding does not matter.
      for (const at of [0, 3, 7, 15, 18, 19, 20, 21]) {
        const bit = 1 << (page % 8)
        expect([
          page,
          at,
          problems((bytes) => bytes.writeUInt8(bytes.readUInt8(page * PAGE + at) ^ bit, page * PAGE + at)).length,
        ]).not.toEqual([page, at, 0])
      }
    }
  })

  it('never reveals what is stored', () => {
    const found = problems((bytes) => bytes.fill('secret', 3 * PAGE, 40 * PAGE))
    expect(found.length).toBeGreaterThan(0)
    expect(found.join()).not.toMatch(/secret|key\//)
  })

  it('is not read through a link', () => {
    symlinkSync(join(base, 'vector'), join(base, 'link'))
    expect(() => examineStoreFile(join(base, 'link'), 'all', MAP)).toThrow('ELOOP')
  })
})
