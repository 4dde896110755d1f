import { readSync } from 'node:fs'

/**
 * The layout of an LMDB file as lmdb 3.5 writes it (mdb.c of LMDB's master3: MDB_page_header, MDB_node, MDB_db), on 64-bit little-endian machines. A
 * page: its number (8 bytes), its transaction (8), padding (2), flags (2), and either lower and upper bound of its free space (2 and 2, counted from
 * the end of this header) or a count of overflow pages (4). Then, 2 bytes each, the positions of its nodes, also counted from the end of the header.
 * A node: data size, or the child's page number with the flags as its top word (4), flags (2), key size (2), key, data.
 */

/** The length of a page's header in bytes. */
export const HEADER = 24
const NODE_HEADER = 8

/** Flags of a page. */
export const PAGE = { branch: 1, leaf: 2, overflow: 4, meta: 8 } as const
/** Flags of a node: its data is on separate pages; its data is the record of a table. */
export const NODE = { big: 1, table: 2 } as const

/** A 64-bit number. Above 2^53 it is not exact, but so large that every limit rejects it. */
export const readU64 = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at)

/** The header of a page. */
export interface PageHeader {
  readonly number: number
  readonly transaction: number
  readonly flags: number
  readonly lower: number
  readonly upper: number
  readonly overflowPages: number
}

export const pageHeader = (page: Buffer): PageHeader => ({
  number: readU64(page, 0),
  transaction: readU64(page, 8),
  flags: page.readUInt16LE(18),
  lower: page.readUInt16LE(20),
  upper: page.readUInt16LE(22),
  overflowPages: page.readUInt32LE(20),
})

/** One node of a page. */
export interface Node {
  readonly flags: number
  readonly key: Buffer
  /** The length of its data, which may be elsewhere. */
  readonly size: number
  /** Its data or, for big data, the reference to it (24 bytes). */
  readonly data: Buffer
  /** The page number of a child, in a branch. */
  readonly child: number
}

/** The nodes of a branch or a leaf, in order; or a text that says why they cannot be read. */
export function nodesOf(page: Buffer, isBranch: boolean): Node[] | string {
  const { lower, upper } = pageHeader(page)
  if (lower % 2 !== 0 || lower === 0 || lower > upper || upper > page.length - HEADER) return `bounds ${lower} and ${upper}`
  const nodes: Node[] = []
  for (let i = 0; i < lower / 2; i++) {
    const offset = page.readUInt16LE(HEADER + 2 * i)
    const node = offset < upper ? undefined : nodeAt(page, HEADER + offset, isBranch)
    if (node === undefined) return `node ${i} reaches beyond the page`
    nodes.push(node)
  }
  return nodes
}

function nodeAt(page: Buffer, at: number, isBranch: boolean): Node | undefined {
  if (at + NODE_HEADER > page.length) return undefined
  const size = page.readUInt32LE(at)
  const flags = page.readUInt16LE(at + 4)
  const data = at + NODE_HEADER + page.readUInt16LE(at + 6)
  const end = data + (isBranch ? 0 : (flags & NODE.big) !== 0 ? BIG_REFERENCE : size)
  if (end > page.length) return undefined
  const key = page.subarray(at + NODE_HEADER, data)
  return { flags, key, size, data: page.subarray(data, end), child: size + flags * 2 ** 32 }
}

/** The length of the reference to big data: first page, transaction, number of pages. */
const BIG_REFERENCE = 24

/** An open file of pages. It does not use a memory map, because damage would then cause a signal: here a short read is only a short read. */
export class PageFile {
  readonly #file: number
  readonly pageSize: number
  /** Whole pages in the file. */
  readonly pages: number

  constructor(file: number, size: number, pageSize: number) {
    this.#file = file
    this.pageSize = pageSize
    this.pages = Math.floor(size / pageSize)
  }

  /** `count` pages from `page`, which must be in the file. */
  read(page: number, count = 1): Buffer {
    const bytes = Buffer.allocUnsafe(count * this.pageSize)
    const got = readSync(this.#file, bytes, 0, bytes.length, page * this.pageSize)
    return got === bytes.length ? bytes : bytes.fill(0, got)
  }
}
