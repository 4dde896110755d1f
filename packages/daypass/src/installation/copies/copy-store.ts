import { keyRingKeys } from '../../directory/key-ring.js'
import { type Entry, type Revision, type Store, UNBOUNDED } from '../../store/store.js'
import { metaKeys, type StoredMeta } from '../meta.js'
import { schemaProblem } from '../migrations.js'
import { StartupError } from '../operator-error.js'
import { copiedBatches, copiedRecord, firstRevision, recordsAt } from './copied-records.js'

/** What was copied. */
export interface Copied {
  readonly records: number
  /** Of the store that was copied. */
  readonly revision: Revision
}

/**
 * Copies all records of one revision into an empty store of any engine, and reads the copy back. `from` must not be used any more: what it commits later
 * is not in the copy, and its later sessions do not open there. `now` is milliseconds since the epoch. Throws {@link StartupError}.
 */
export async function copyStore(from: Store, to: Store, now: number): Promise<Copied> {
  if ((await to.revision()) !== 0) throw new StartupError('The store to copy to is not empty, and nothing in it is overwritten.')
  const view = from.view()
  try {
    const meta = view.get(metaKeys.prefix)
    if (meta === undefined) throw new StartupError('The store to copy from has no installation in it.')
    const problem = schemaProblem(JSON.parse(new TextDecoder().decode(meta.value)) as StoredMeta)
    if (problem !== undefined) throw new StartupError(`The store to copy from ${problem}`)
    const at = { revision: view.revision, now }
    await to.load(copiedBatches(recordsAt(view), at), firstRevision(at))
    const { records, differences } = await differing(
      (async function* () {
        for await (const record of recordsAt(view)) yield copiedRecord(record, at)
      })(),
      recordsOf(to),
      firstRevision(at),
    )
    if (differences.length > 0) throw new StartupError(`The copy is not right, and must not be used: ${differences.join('; ')}.`)
    return { records, revision: view.revision }
  } finally {
    view.release()
  }
}

/** How many differences are told. */
const MOST_TOLD = 20
const PAGE = 500

/** All records of a store that nobody writes to, in key order. */
async function* recordsOf(store: Store): AsyncGenerator<Entry> {
  for (let start: string | undefined = ''; start !== undefined; ) {
    const page: { entries: Entry[]; next?: string } = await store.range({ start, end: UNBOUNDED, limit: PAGE })
    yield* page.entries
    start = page.next
  }
}

/** What two stores have in common, and in what they differ, in key order. */
export interface Comparison {
  readonly records: number
  readonly differences: readonly string[]
}

/**
 * Compares a store with its copy: every record, with its revision or one of the copy, and that the copy begins after what was copied. The two records that a copy changes must
 * be changed as a copy changes them. Nobody may write to either meanwhile.
 */
export async function compareStores(from: Store, to: Store): Promise<Comparison> {
  const revision = await lastPut(from)
  const found = await differing(alike(from, revision), alike(to, revision), revision + 1)
  const [copyRevision, copied] = [await to.revision(), Math.max(revision, await cutOffAt(to))]
  if (copyRevision > copied) return found
  return { ...found, differences: [`the copy is at revision ${copyRevision}, and must be beyond ${copied}`, ...found.differences] }
}

/** The highest revision of a record. The store's own may be higher, and in etcd rises by itself: others write to the same etcd. */
async function lastPut(store: Store): Promise<Revision> {
  let last = 0
  for await (const { modRevision } of recordsOf(store)) last = Math.max(last, modRevision)
  return last
}

/** The last revision whose sessions open in a copy: it was copied then, or later. */
async function cutOffAt(copy: Store): Promise<Revision> {
  const ring = await copy.get(keyRingKeys.prefix)
  if (ring === undefined) return 0
  const { keys } = JSON.parse(new TextDecoder().decode(ring.value)) as { keys: { opensUpTo?: number }[] }
  return Math.max(0, ...keys.map(({ opensUpTo }) => opensUpTo ?? 0))
}

/** Records in a form that a store and its copy have in common: neither when it was copied nor whether it was. */
async function* alike(store: Store, revision: Revision): AsyncGenerator<Entry> {
  for await (const record of recordsOf(store)) {
    const copied = withoutTime(copiedRecord(record, { revision, now: 0 }))
    const isChanged = record.key === keyRingKeys.prefix || record.key === metaKeys.prefix
    yield isChanged ? { ...copied, modRevision: 1 } : copied
  }
}

function withoutTime(record: Entry): Entry {
  if (record.key !== keyRingKeys.prefix) return record
  const { keys } = JSON.parse(new TextDecoder().decode(record.value)) as { keys: { purpose: string; retiredAt?: number }[] }
  const timeless = keys.map(({ retiredAt: _retiredAt, ...key }) => key)
  return { ...record, value: new TextEncoder().encode(JSON.stringify(timeless)) }
}

/** `first` is the revision at which the copy began. */
async function differing(expected: AsyncGenerator<Entry>, found: AsyncGenerator<Entry>, first: Revision): Promise<Comparison> {
  const differences: string[] = []
  let records = 0
  let [one, other] = [await next(expected), await next(found)]
  while ((one ?? other) !== undefined && differences.length < MOST_TOLD) {
    const order = one === undefined ? 1 : other === undefined ? -1 : Buffer.compare(Buffer.from(one.key), Buffer.from(other.key))
    const named = JSON.stringify((order <= 0 ? one : other)?.key)
    if (order < 0) differences.push(`the copy lacks ${named}`)
    else if (order > 0) differences.push(`only the copy has ${named}`)
    else if (!isSame(one!, other!, first)) differences.push(`${named} differs`)
    else records += 1
    if (order <= 0) one = await next(expected)
    if (order >= 0) other = await next(found)
  }
  return { records, differences }
}

const next = async (records: AsyncGenerator<Entry>): Promise<Entry | undefined> => (await records.next()).value as Entry | undefined

/** A record keeps its revision, or has one of the copy. */
const isSame = (one: Entry, other: Entry, first: Revision): boolean =>
  (one.modRevision === other.modRevision || other.modRevision >= first) && Buffer.compare(one.value, other.value) === 0
