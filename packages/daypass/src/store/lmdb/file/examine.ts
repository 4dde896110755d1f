// file: reads the file of an LMDB store page by page, without LMDB, to tell a damaged one from a sound one.
// It owns the layout of the file. It writes nothing, and never shows stored data.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { endianness } from 'node:os'
import { FreePages } from './free-pages.js'
import { type MetaSnapshot, newestSnapshot, pageSizeOf, TREE_RECORD, treeRecordOf } from './meta-pages.js'
import { NODE, type Node, PageFile } from './page.js'
import { type Tree, Walk } from './walk.js'

/** The result of examining the file of a store. */
export interface Examination {
  /** The problems, at most 20 sentences; empty if there are none. Never contains stored data. */
  readonly problems: readonly string[]
  readonly pages: number
  readonly pageSize: number
  readonly pagesUsed: number
  readonly pagesFree: number
  /** Records by table: `data`, `log`, `meta`. */
  readonly entries: Readonly<Record<string, number>>
  /** The transaction that was committed last. */
  readonly transaction: number
}

/**
 * How much is read:
 * - `all`: every page in use, and the list of free pages.
 * - `branches`: meta pages, the record of each table, and the branches of all trees; of leaves only the page numbers. About a hundredth of the file.
 */
export type Extent = 'all' | 'branches'

/**
 * Reads the file of a store as bytes, without LMDB, which maps it into memory: a map that is invalid ends the process with a signal. Finds what would
 * make LMDB read or write in the wrong place. It cannot find a changed value, because LMDB has no checksums. Use it only while nobody writes to the
 * file.
 */
export function examineStoreFile(path: string, extent: Extent, mapBytes: number): Examination {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    return examine(file, extent, mapBytes)
  } finally {
    closeSync(file)
  }
}

/** Whether this machine's LMDB files have the layout that this code knows. */
export const isLayoutKnown = (): boolean => endianness() === 'LE' && !['arm', 'ia32', 'mipsel'].includes(process.arch)

const NOTHING = { pages: 0, pageSize: 0, pagesUsed: 0, pagesFree: 0, entries: {}, transaction: 0 }

function examine(file: number, extent: Extent, mapBytes: number): Examination {
  const { size } = fstatSync(file)
  const first = Buffer.alloc(512)
  readSync(file, first, 0, first.length, 0)
  const pageSize = pageSizeOf(first)
  if (pageSize === undefined) return { ...NOTHING, problems: ['page 0 is not a meta page of LMDB'] }
  const pageFile = new PageFile(file, size, pageSize)
  const known = { ...NOTHING, pages: pageFile.pages, pageSize }
  if (pageFile.pages < 2) return { ...known, problems: [`the file has ${size} bytes, less than two pages: it was cut off`] }
  const snapshot = newestSnapshot(pageFile, mapBytes)
  if (typeof snapshot === 'string') return { ...known, problems: [snapshot] }
  return { ...known, ...walkAll(pageFile, snapshot, extent) }
}

type Walked = Pick<Examination, 'problems' | 'pagesUsed' | 'pagesFree' | 'entries' | 'transaction'>

function walkAll(file: PageFile, snapshot: MetaSnapshot, extent: Extent): Walked {
  const walk = new Walk(file, snapshot)
  const free = new FreePages(snapshot)
  // A file that is shorter than its last page is complete only if all missing pages are free.
  const readsLeaves = extent === 'all' || file.pages <= snapshot.lastPage
  const tables: Tree[] = []
  walk.tree(mainTree(snapshot, (table) => tables.push({ ...table, readsLeaves })))
  for (const table of tables) walk.tree(table)
  walk.tree(freeTree(snapshot, free, readsLeaves))
  if (readsLeaves && walk.problems.length === 0) free.compare(walk, file.pages)
  return {
    problems: walk.problems,
    pagesUsed: walk.used.reduce((sum, one) => sum + one, 0),
    pagesFree: free.count,
    entries: Object.fromEntries(tables.map(({ name, record }) => [name, record.entries])),
    transaction: snapshot.transaction,
  }
}

/** The tree of tables: a name that ends with a zero byte, and the record of a tree. */
const mainTree = ({ main }: MetaSnapshot, onTable: (table: Omit<Tree, 'readsLeaves'>) => void): Tree => ({
  name: 'list of tables',
  record: main,
  compare: Buffer.compare,
  readsLeaves: true,
  check: ({ flags, key, data }) => {
    if (flags !== NODE.table || data.length !== TREE_RECORD) return 'it holds something that is not a table'
    const record = treeRecordOf(data)
    if (record.flags !== 0 || record.pad !== 0) return 'a table has flags that are not ours'
    onTable({
      name: `table ${JSON.stringify(key.toString('latin1').replace(/\0$/, ''))}`,
      record,
      compare: Buffer.compare,
      check: checkRecord,
    })
    return undefined
  },
})

/** Every value in daypass's tables begins with 8 bytes: a revision, or counts. */
const checkRecord = ({ flags, size }: Node): string | undefined =>
  (flags & ~NODE.big) !== 0 || size < 8 ? 'a record is too short, or not of our kind' : undefined

/** Keys are transaction numbers in the machine's own byte order. */
const freeTree = ({ free: record }: MetaSnapshot, free: FreePages, readsLeaves: boolean): Tree => ({
  name: 'list of free pages',
  record,
  compare: (a, b) => (a.length === 8 && b.length === 8 ? Number(a.readBigUInt64LE() - b.readBigUInt64LE()) : 1),
  readsLeaves,
  check: ({ flags, key }, bytes) => ((flags & ~NODE.big) !== 0 || key.length !== 8 ? 'a record is not of its kind' : free.add(bytes())),
})
