import type { ObjectRecord } from '../directory/object.js'
import type { ObjectFiles } from '../services/s3/object-files.js'
import { prefixEnd } from '../store/key-order.js'

import type { Store } from '../store/store.js'

const PAGE = 1_000
const ALL_OBJECTS = 'object/'

/** Removes files that no object refers to: what a crash left between a file and its record. Runs before the server listens. */
export async function sweepObjectFiles(store: Store, files: ObjectFiles): Promise<void> {
  const referenced = new Set<string>()
  const decoder = new TextDecoder()
  for (let start: string | undefined = ALL_OBJECTS; start !== undefined; ) {
    const page = await store.range({ start, end: prefixEnd(ALL_OBJECTS), limit: PAGE })
    for (const { value } of page.entries) referenced.add((JSON.parse(decoder.decode(value)) as ObjectRecord).file)
    start = page.next
  }
  await files.sweep((file) => referenced.has(file))
}
