import type { Entry, Store } from '../../store/store.js'
import { type ObjectRecord, objectKeys, type StoredBody } from './object.js'
import { objectBytesKeys } from './object-bytes.js'

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
  for await (const { key, value } of entriesOf(store, objectKeys.bounds())) for (const file of filesIn(key, value)) referenced.add(file)
  return referenced
}

/** A body that a record of the store refers to. */
export interface ReferencedBody {
  /** Whose it is, for people: `s3://bucket/key`. */
  readonly owner: string
  readonly body: StoredBody
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits, where it is known. */
  readonly md5: string | undefined
}

const MD5_TAG = /^"([0-9a-f]{32})"$/

/** Every body that a record refers to. Throws {@link UnreadableRecord}. */
export async function* referencedBodies(store: Store): AsyncGenerator<ReferencedBody> {
  for await (const { key, value } of entriesOf(store, objectKeys.bounds())) {
    const object = objectIn(key, value)
    const owner = `s3://${key.slice(objectKeys.prefix.length)}`
    yield { owner, body: object, size: object.size, md5: MD5_TAG.exec(object.etag)?.[1] }
  }
}

/** The names of all bodies whose bytes are in the store. */
export async function* inlineBodies(store: Store): AsyncGenerator<string> {
  for await (const { key } of entriesOf(store, objectBytesKeys.bounds())) yield key.slice(objectBytesKeys.prefix.length)
}

async function* entriesOf(store: Store, all: { readonly start: string; readonly end: string }): AsyncGenerator<Entry> {
  for (let start: string | undefined = all.start; start !== undefined; ) {
    const page = await store.range({ start, end: all.end, limit: PAGE })
    yield* page.entries
    start = page.next
  }
}

const decoder = new TextDecoder()

/** The names of the files that objects among these records refer to. Throws {@link UnreadableRecord}. */
export function filesOf(entries: readonly Pick<Entry, 'key' | 'value'>[]): Set<string> {
  return new Set(entries.flatMap(({ key, value }) => (key.startsWith(objectKeys.prefix) ? filesIn(key, value) : [])))
}

/** The bytes of a small object are in the store. A record that cannot be read may refer to any file, so nothing may be swept. */
function filesIn(key: string, value: Uint8Array): string[] {
  const { file, inline } = objectIn(key, value)
  return inline === true ? [] : [file]
}

function objectIn(key: string, value: Uint8Array): ObjectRecord {
  try {
    const object = JSON.parse(decoder.decode(value)) as Partial<ObjectRecord>
    if (typeof object.file === 'string') return object as ObjectRecord
  } catch {
    // The error below replaces that of JSON.parse, which quotes the record.
  }
  throw new UnreadableRecord(key)
}
