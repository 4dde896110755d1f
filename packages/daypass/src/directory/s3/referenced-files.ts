import { prefixEnd } from '../../store/key-order.js'
import { type Entry, type Store, UNBOUNDED, type View } from '../../store/store.js'
import type { KeySpace } from '../key-space.js'
import { bucketKeys } from './bucket.js'
import { objectKeys } from './object.js'
import { isDeleteMarker, type VersionRecord, versionKeys } from './object-version.js'
import { type UploadRecord, uploadKeys } from './upload.js'
import { isInRuns, type PartRecord, uploadPartKeys } from './upload-part.js'

const PAGE = 1_000

/** The keys of the records that refer to files: objects, older versions, and parts of uploads. */
const REFERRING = [objectKeys, versionKeys, uploadPartKeys]

/** A record that cannot be read: the store is damaged. `key` is the record's. */
export class UnreadableRecord extends Error {
  readonly key: string

  constructor(key: string) {
    super(`the record ${JSON.stringify(key)} cannot be read`)
    this.key = key
  }
}

/**
 * The names of all files that objects, and parts of uploads in progress, refer to. A sweep removes all others. Parts that are garbage (see
 * {@link garbageParts}) do not count. Throws {@link UnreadableRecord}.
 */
export async function referencedFiles(store: Store): Promise<ReadonlySet<string>> {
  const referenced = new Set<string>()
  for (const space of [objectKeys, versionKeys])
    for await (const { key, value } of entriesOf(store, space)) for (const file of filesOfRecord(key, value)) referenced.add(file)
  for await (const { part, isGarbage } of storedParts(store)) if (!isGarbage) referenced.add(part.file)
  return referenced
}

const decoder = new TextDecoder()

/** The names of the files that objects, older versions and parts among these records refer to. Throws {@link UnreadableRecord}. */
export function filesOf(entries: readonly Pick<Entry, 'key' | 'value'>[]): Set<string> {
  return new Set(
    entries.flatMap(({ key, value }) => (REFERRING.some(({ prefix }) => key.startsWith(prefix)) ? filesOfRecord(key, value) : [])),
  )
}

/** The names of the files that the records of one revision refer to. Throws {@link UnreadableRecord}. */
export const filesAt = (view: Pick<View, 'range'>): Set<string> =>
  filesOf(REFERRING.map((keys) => keys.bounds()).flatMap(({ start, end }) => view.range(start, end, Number.MAX_SAFE_INTEGER)))

/** A part as it is stored. */
export interface StoredPart {
  readonly key: string
  readonly upload: string
  /** The record of its upload, unless that is gone. */
  readonly owner: UploadRecord | undefined
  readonly part: PartRecord
  /** Nothing will ever read it: its upload is gone, or was completed without it. */
  readonly isGarbage: boolean
}

/** All parts, upload by upload. */
export async function* storedParts(store: Store): AsyncGenerator<StoredPart> {
  let upload: UploadRecord | undefined
  let id = ''
  for await (const { key, value } of entriesOf(store, uploadPartKeys)) {
    const part = partIn(key, value)
    const owner = key.slice(uploadPartKeys.prefix.length, key.lastIndexOf('/'))
    if (owner !== id) upload = await uploadOf(store, owner)
    id = owner
    const isGarbage = upload === undefined || (upload.runs !== undefined && !isInRuns(upload.runs, part.number))
    yield { key, upload: id, owner: upload, part, isGarbage }
  }
}

/** The record of a part. Throws {@link UnreadableRecord}. */
export const partIn = (key: string, value: Uint8Array): PartRecord =>
  read<PartRecord>(key, value, ({ file, number }) => typeof file === 'string' && typeof number === 'number')

/** The upload with this id, unless it is in progress in a bucket that was deleted. Throws {@link UnreadableRecord}. */
export async function uploadOf(store: Store, id: string): Promise<UploadRecord | undefined> {
  const key = uploadKeys.key(id)
  const entry = await store.get(key)
  if (entry === undefined) return undefined
  const upload = read<UploadRecord>(key, entry.value, ({ bucket }) => typeof bucket === 'string')
  if (upload.runs !== undefined) return upload
  return (await store.get(bucketKeys.key(upload.bucket))) === undefined ? undefined : upload
}

/** All records of a space, page by page. */
export async function* entriesOf(store: Store, space: KeySpace): AsyncGenerator<Entry> {
  const { start: first, end } = { start: space.prefix, end: prefixEnd(space.prefix) || UNBOUNDED }
  for (let start: string | undefined = first; start !== undefined; ) {
    const page = await store.range({ start, end, limit: PAGE })
    yield* page.entries
    start = page.next
  }
}

/** The file of an object, a version or a part; none for a delete marker, for an object of parts, and for bytes in the store. */
function filesOfRecord(key: string, value: Uint8Array): string[] {
  const record = versionIn(key, value)
  return 'file' in record && record.inline !== true ? [record.file] : []
}

/** The record of an object or a version. Throws {@link UnreadableRecord}. */
export const versionIn = (key: string, value: Uint8Array): VersionRecord =>
  read<VersionRecord>(key, value, (one) => isDeleteMarker(one) || typeof ('file' in one ? one.file : one.upload) === 'string')

/** A record that cannot be read may refer to any file, so nothing may be swept. */
function read<T extends object>(key: string, value: Uint8Array, isWhole: (record: T) => boolean): T {
  try {
    const record = JSON.parse(decoder.decode(value)) as T
    if (isWhole(record)) return record
  } catch {
    // The error below replaces that of JSON.parse, which quotes the record.
  }
  throw new UnreadableRecord(key)
}
