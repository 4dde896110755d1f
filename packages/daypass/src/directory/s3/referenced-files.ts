import type { Entry, Store } from '../../store/store.js'
import { type ObjectRecord, objectKeys } from './object.js'

const PAGE = 1_000

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
  const all = objectKeys.bounds()
  for (let start: string | undefined = all.start; start !== undefined; ) {
    const page = await store.range({ start, end: all.end, limit: PAGE })
    for (const { key, value } of page.entries) for (const file of filesIn(key, value)) referenced.add(file)
    start = page.next
  }
  return referenced
}

const decoder = new TextDecoder()

/** The names of the files that objects among these records refer to. Throws {@link UnreadableRecord}. */
export function filesOf(entries: readonly Pick<Entry, 'key' | 'value'>[]): Set<string> {
  return new Set(entries.flatMap(({ key, value }) => (key.startsWith(objectKeys.prefix) ? filesIn(key, value) : [])))
}

/** The bytes of a small object are in the store. A record that cannot be read may refer to any file, so nothing may be swept. */
function filesIn(key: string, value: Uint8Array): string[] {
  try {
    const { file, inline } = JSON.parse(decoder.decode(value)) as Partial<ObjectRecord>
    if (typeof file === 'string') return inline === true ? [] : [file]
  } catch {
    // The error below replaces that of JSON.parse, which quotes the record.
  }
  throw new UnreadableRecord(key)
}
