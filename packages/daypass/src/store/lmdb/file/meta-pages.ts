import { HEADER, PAGE, type PageFile, pageHeader, readU64 } from './page.js'

/** The record of a tree (MDB_db, 48 bytes). */
export interface TreeRecord {
  readonly pad: number
  readonly flags: number
  readonly depth: number
  readonly branches: number
  readonly leaves: number
  readonly overflow: number
  readonly entries: number
  /** Undefined if the tree is empty. */
  readonly root: number | undefined
}

export const TREE_RECORD = 48
/** 2^64 - 1, as `readU64` returns it. */
const NO_PAGE = 2 ** 64

export function treeRecordOf(bytes: Buffer, at = 0): TreeRecord {
  const root = readU64(bytes, at + 40)
  return {
    pad: bytes.readUInt32LE(at),
    flags: bytes.readUInt16LE(at + 4),
    depth: bytes.readUInt16LE(at + 6),
    branches: readU64(bytes, at + 8),
    leaves: readU64(bytes, at + 16),
    overflow: readU64(bytes, at + 24),
    entries: readU64(bytes, at + 32),
    root: root === NO_PAGE ? undefined : root,
  }
}

/** A state of the store: what one meta page refers to. */
export interface MetaSnapshot {
  readonly transaction: number
  /** The highest page number in use. The file can be shorter if the last pages are free. */
  readonly lastPage: number
  readonly free: TreeRecord
  readonly main: TreeRecord
}

const MAGIC = 0xbeefc0de
const VERSION = 2
/** MDB_INTEGERKEY, of the tree of free pages; the flags of this tree are also those of the whole file, and daypass sets none that are stored. */
const FREE_TREE_FLAGS = 0x08

/** The page sizes that LMDB supports; the machine that creates the file determines it. */
export const isPageSize = (size: number): boolean => size >= 512 && size <= 65_536 && (size & (size - 1)) === 0

/** The page size according to the first page of the file; undefined if that is not a meta page. */
export function pageSizeOf(firstPage: Buffer): number | undefined {
  if (firstPage.length < HEADER + 32 || firstPage.readUInt32LE(HEADER) !== MAGIC) return undefined
  const size = firstPage.readUInt32LE(HEADER + 24)
  return isPageSize(size) ? size : undefined
}

/** The newer of the two states in the file, which LMDB would choose; or the problem with the meta pages. */
export function newestSnapshot(file: PageFile, mapBytes: number): MetaSnapshot | string {
  const found: MetaSnapshot[] = []
  for (const page of [0, 1]) {
    const snapshot = snapshotOf(file.read(page), file, mapBytes)
    if (typeof snapshot === 'string') return `meta page ${page}: ${snapshot}`
    found.push(snapshot)
  }
  const [even, odd] = found as [MetaSnapshot, MetaSnapshot]
  // Transaction n writes meta page n % 2, and the first two both have transaction 0 (mdb_env_init_meta, mdb_env_write_meta).
  const areTurns = Math.abs(even.transaction - odd.transaction) === 1 && even.transaction % 2 === 0
  if (!areTurns && (even.transaction !== 0 || odd.transaction !== 0))
    return `the meta pages are of the transactions ${even.transaction} and ${odd.transaction}, which do not follow each other`
  return even.transaction >= odd.transaction ? even : odd
}

function snapshotOf(page: Buffer, file: PageFile, mapBytes: number): MetaSnapshot | string {
  if (pageHeader(page).flags !== PAGE.meta || page.readUInt32LE(HEADER) !== MAGIC) return 'it is not a meta page'
  const version = page.readUInt32LE(HEADER + 4)
  if (version !== VERSION) return `it has format ${version}, not ${VERSION}`
  const [free, main] = [treeRecordOf(page, HEADER + 24), treeRecordOf(page, HEADER + 24 + TREE_RECORD)]
  const lastPage = readU64(page, HEADER + 24 + 2 * TREE_RECORD)
  if (readU64(page, HEADER + 8) !== 0 || free.flags !== FREE_TREE_FLAGS || main.flags !== 0 || main.pad !== 0)
    return 'its flags are not ours'
  if (free.pad !== file.pageSize) return `it says a page size of ${free.pad}`
  if (lastPage < 1 || (lastPage + 1) * file.pageSize > mapBytes) return `it says that ${lastPage} is the last page`
  for (const { root } of [free, main]) if (root !== undefined && (root < 2 || root > lastPage)) return `a tree begins at page ${root}`
  return { transaction: readU64(page, HEADER + 32 + 2 * TREE_RECORD), lastPage, free, main }
}
