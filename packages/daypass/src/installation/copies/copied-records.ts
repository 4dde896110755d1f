// copies: all data of an installation in a file (backup), back in a directory (restore), or in another store. Owns the format of the file, what a copy
// keeps and what it changes, and that nothing incomplete is ever put in place. Refuses to know the master key: a copy holds what is sealed as it is.
import { type CopiedAt, keyRingKeys, ringOfCopy } from '../../directory/key-ring.js'
import { revocationKeys, revocationOfCopy } from '../../directory/sts/revocation.js'
import { type Entry, type Revision, UNBOUNDED, type View } from '../../store/store.js'
import { metaKeys, type StoredMeta } from '../meta.js'
import { metaOfCopy } from '../migrations.js'

/** Records that are read, and written, at once. */
const BATCH = 500
/** Bytes of values after which a batch is written. */
const BATCH_BYTES = 1_048_576

/** The revision at which a copy begins: it is newer than every session and every record of the store that was copied. */
export const firstRevision = ({ revision }: CopiedAt): Revision => revision + 1

/**
 * A record as the copy has it. All keep their revisions: a revocation ends the sessions that were issued before its own. Revocations also say so, because
 * an engine may not be able to keep them. The key ring changes, whose session keys open only what was issued before ({@link ringOfCopy}), and the
 * installation record, so that no version of daypass that does not know of copies uses this one.
 */
export function copiedRecord(entry: Entry, at: CopiedAt): Entry {
  const modRevision = firstRevision(at)
  if (entry.key === keyRingKeys.prefix) return { ...entry, value: ringOfCopy(entry.value, at), modRevision }
  if (entry.key === metaKeys.prefix) {
    const meta = metaOfCopy(JSON.parse(new TextDecoder().decode(entry.value)) as StoredMeta)
    return { ...entry, value: new TextEncoder().encode(JSON.stringify(meta)), modRevision }
  }
  return entry.key.startsWith(revocationKeys.prefix) ? { ...entry, value: revocationOfCopy(entry) } : entry
}

/** The records of a copy for `Store.load`. The installation record comes last: a store without it is not taken for an installation. */
export async function* copiedBatches(records: AsyncIterable<Entry>, at: CopiedAt): AsyncGenerator<Entry[]> {
  let batch: Entry[] = []
  let bytes = 0
  let meta: Entry | undefined
  for await (const record of records) {
    const copied = copiedRecord(record, at)
    if (copied.key === metaKeys.prefix) meta = copied
    else batch.push(copied)
    bytes += copied.value.byteLength
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue
    yield batch
    batch = []
    bytes = 0
  }
  yield batch
  if (meta !== undefined) yield [meta]
}

/** All records of one revision, in key order. A view is read in one step for each page; between pages others run. */
export async function* recordsAt(view: Pick<View, 'range'>, limit: number = BATCH): AsyncGenerator<Entry> {
  for (let start = ''; ; ) {
    const page = view.range(start, UNBOUNDED, limit)
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < limit) return
    // The smallest key after the last.
    start = `${last.key}\0`
  }
}
