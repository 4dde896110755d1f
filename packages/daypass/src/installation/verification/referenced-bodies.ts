import { type FileBody, objectKeys } from '../../directory/s3/object.js'
import { objectBytesKeys } from '../../directory/s3/object-bytes.js'
import { isDeleteMarker, versionIdOf, versionKeys } from '../../directory/s3/object-version.js'
import { entriesOf, partIn, storedParts, uploadOf, versionIn } from '../../directory/s3/referenced-files.js'
import { uploadPartKey } from '../../directory/s3/upload-part.js'
import type { Store } from '../../store/store.js'

/** A body that a record of the store refers to. */
export interface ReferencedBody {
  /** Whose it is, for people: `s3://bucket/key`, with the version where it is an older one, and the part. */
  readonly owner: string
  readonly isPart: boolean
  /** Undefined where no record tells where it is. */
  readonly body: FileBody | undefined
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits, where it is known. */
  readonly md5: string | undefined
}

const MD5_TAG = /^"([0-9a-f]{32})"$/

/** Every body that an object, an older version or an upload in progress refers to. Throws UnreadableRecord. */
export async function* referencedBodies(store: Store): AsyncGenerator<ReferencedBody> {
  for (const space of [objectKeys, versionKeys]) {
    for await (const { key, value } of entriesOf(store, space)) {
      const record = versionIn(key, value)
      if (isDeleteMarker(record)) continue
      const [bucket = ''] = key.slice(space.prefix.length).split('/', 1)
      const owner = `s3://${bucket}/${record.key}${space === versionKeys ? `?versionId=${versionIdOf(record)}` : ''}`
      if ('upload' in record) yield* partsOf(store, { owner, upload: record.upload })
      else yield { owner, isPart: false, body: record, size: record.size, md5: MD5_TAG.exec(record.etag)?.[1] }
    }
  }
  for await (const { owner, part, isGarbage } of storedParts(store)) {
    if (isGarbage || owner === undefined || owner.runs !== undefined) continue
    const { bucket, key, id } = owner
    yield { owner: `s3://${bucket}/${key} part ${part.number} of upload ${id}`, isPart: true, body: part, size: part.size, md5: part.md5 }
  }
}

/** The parts that the object of an upload is made of, also those whose records are gone. */
async function* partsOf(store: Store, { owner, upload }: { owner: string; upload: string }): AsyncGenerator<ReferencedBody> {
  const runs = (await uploadOf(store, upload))?.runs
  if (runs === undefined) yield { owner, isPart: false, body: undefined, size: 0, md5: undefined }
  for (const [first, count, size] of runs ?? []) {
    for (let number = first; number < first + count; number++) {
      const key = uploadPartKey(upload, number)
      const entry = await store.get(key)
      const part = entry && partIn(key, entry.value)
      yield { owner: `${owner} part ${number}`, isPart: true, body: part, size, md5: part?.md5 }
    }
  }
}

/** The names of all bodies whose bytes are in the store. */
export async function* inlineBodies(store: Store): AsyncGenerator<string> {
  for await (const { key } of entriesOf(store, objectBytesKeys)) yield key.slice(objectBytesKeys.prefix.length)
}
