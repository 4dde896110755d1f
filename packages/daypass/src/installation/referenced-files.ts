import { type ObjectRecord, objectKeys } from '../directory/s3/object.js'
import type { Store } from '../store/store.js'
import { StartupError } from './operator-error.js'

const PAGE = 1_000

/** The names of all files that objects refer to. A sweep removes all others. */
export async function referencedFiles(store: Store): Promise<ReadonlySet<string>> {
  const referenced = new Set<string>()
  const all = objectKeys.bounds()
  for (let start: string | undefined = all.start; start !== undefined; ) {
    const page = await store.range({ start, end: all.end, limit: PAGE })
    for (const { key, value } of page.entries) referenced.add(fileOf(key, value))
    start = page.next
  }
  return referenced
}

const decoder = new TextDecoder()

/** A record that cannot be read may refer to any file, so nothing may be swept. */
function fileOf(key: string, value: Uint8Array): string {
  try {
    const { file } = JSON.parse(decoder.decode(value)) as Partial<ObjectRecord>
    if (typeof file === 'string') return file
  } catch {
    // The error below replaces that of JSON.parse, which quotes the record.
  }
  throw new StartupError(
    `The store is damaged: the record ${JSON.stringify(key)} cannot be read. Restore the data directory from a backup (docs/backup.md).`,
  )
}
