import type { Store } from '../../store/store.js'
import { transact, type Writer } from '../state.js'
import { bucketKeys } from './bucket.js'
import { entriesOf, type StoredPart, storedParts } from './referenced-files.js'
import { abortUpload, bucketUploadKeys, getUpload, type ListedUpload } from './upload.js'
import { deletePart, isInRuns } from './upload-part.js'

/** Records that one commit deletes; each reads as many. */
const BATCH = 50

/**
 * Removes the records that an end of the process left: uploads of a bucket that was deleted, and parts that no upload and no object will read. Their files
 * have no reference then, and are swept. Only at start, before anything is uploaded.
 */
export async function removeUploadGarbage(store: Store): Promise<void> {
  for await (const uploads of batches(uploadsWithoutBucket(store)))
    await transact(store, (state) => {
      for (const id of uploads) {
        const upload = getUpload(state, id)
        if (upload !== undefined && state.get(bucketKeys.key(upload.bucket)) === undefined) abortUpload(state, upload)
      }
    })
  for await (const parts of batches(garbageIn(store)))
    await transact(store, (state) => {
      for (const { upload, part } of parts) deleteIfGarbage(state, upload, part.number)
    })
}

/** Deletes a part, unless its upload is in progress or its object has it. Returns whether it did. */
export function deleteIfGarbage(state: Writer, upload: string, number: number): boolean {
  const owner = getUpload(state, upload)
  if (owner !== undefined && (owner.runs === undefined || isInRuns(owner.runs, number))) return false
  deletePart(state, upload, number)
  return true
}

async function* uploadsWithoutBucket(store: Store): AsyncGenerator<string> {
  let known: { bucket: string; exists: boolean } | undefined
  for await (const { key, value } of entriesOf(store, bucketUploadKeys)) {
    const bucket = key.slice(bucketUploadKeys.prefix.length).split('/', 1)[0] ?? ''
    if (known?.bucket !== bucket) known = { bucket, exists: (await store.get(bucketKeys.key(bucket))) !== undefined }
    if (!known.exists) yield (JSON.parse(new TextDecoder().decode(value)) as ListedUpload).id
  }
}

async function* garbageIn(store: Store): AsyncGenerator<StoredPart> {
  for await (const stored of storedParts(store)) if (stored.isGarbage) yield stored
}

/** Groups what comes into batches that a commit can hold. */
async function* batches<T>(source: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const one of source) {
    batch.push(one)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
