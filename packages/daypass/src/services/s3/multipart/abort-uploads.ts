import { buckets } from '../../../directory/s3/bucket.js'
import { abortUpload, getUpload, listUploads } from '../../../directory/s3/upload.js'
import { type Removing, removeBodies } from '../objects/remove-bodies.js'

/** Uploads that one commit ends: two records each. */
const BATCH = 25

/** Ends the uploads in progress of a bucket that was deleted, in commits of their own. Never fails: the next start removes what is left. */
export async function abortUploads(deps: Removing, bucket: string): Promise<void> {
  await abortAll(deps, bucket).catch(() => undefined)
}

async function abortAll(deps: Removing, bucket: string): Promise<void> {
  for (;;) {
    const ended = await deps.transact((state) => {
      if (buckets.get(state, bucket) !== undefined) return []
      const uploads = listUploads(state, bucket, { from: { key: '' }, limit: BATCH }).flatMap(({ id }) => getUpload(state, id) ?? [])
      for (const upload of uploads) abortUpload(state, upload)
      return uploads
    })
    await removeBodies(
      deps,
      ended.map(({ id }) => ({ upload: id, parts: 0 })),
    )
    if (ended.length < BATCH) return
    await deps.rest()
  }
}
