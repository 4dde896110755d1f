import type { Entry, Store, View } from '../../store/store.js'
import { type ObjectRecord, objectKeys } from './object.js'
import { isDeleteMarker, type VersionRecord, versionKeys } from './object-version.js'

const PAGE = 1_000

/** The keys of the records that refer to files: objects, and older versions. */
const REFERRING = [objectKeys, versionKeys]

/** A record that cannot be read: the store is damaged. `key` is the record's. */
export class UnreadableRecord extends Error {
  readonly key: string

  constructor(key: string) {
    super(`the record ${JSON.stringify(key)} cannot be read`)
    this.key = key
  }
}

/** The names of all files that objects refer to. A sweep removes all others. Throws {@link UnreadableRecord}. */
export async function referencedFiles(store: Store): Promise<ReadonlySet<string>> {
  const referenced = new Set<string>()
  for (const all of REFERRING.map((keys) => keys.bounds())) {
    for (let start: string | undefined = all.start; start !== undefined; ) {
      const page = await store.range({ start, end: all.end, limit: PAGE })
      for (const file of filesOf(page.entries)) referenced.add(file)
      start = page.next
    }
  }
  return referenced
}

const decoder = new TextDecoder()

/** The names of the files that objects and older versions among these records refer to. Throws {@link UnreadableRecord}. */
export function filesOf(entries: readonly Pick<Entry, 'key' | 'value'>[]): Set<string> {
  return new Set(
    entries.flatMap(({ key, value }) => (REFERRING.some(({ prefix }) => key.startsWith(prefix)) ? filesOfRecord(key, value) : [])),
  )
}

/** The names of the files that the records of one revision refer to. Throws {@link UnreadableRecord}. */
export const filesAt = (view: Pick<View, 'range'>): Set<string> =>
  filesOf(REFERRING.map((keys) => keys.bounds()).flatMap(({ start, end }) => view.range(start, end, Number.MAX_SAFE_INTEGER)))

/** A record that cannot be read may refer to any file, so nothing may be swept. */
function filesOfRecord(key: string, value: Uint8Array): string[] {
  try {
    const record = JSON.parse(decoder.decode(value)) as VersionRecord
    if (isDeleteMarker(record)) return []
    const { file } = record as Partial<ObjectRecord>
    if (typeof file === 'string') return [file]
  } catch {
    // The error below replaces that of JSON.parse, which quotes the record.
  }
  throw new UnreadableRecord(key)
}
