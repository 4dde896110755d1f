import { afterPrefix } from '../../../directory/s3/object.js'
import { type ListedUpload, listUploads, type UploadPosition } from '../../../directory/s3/upload.js'
import type { Reader } from '../../../directory/state.js'

/** Which uploads of a bucket to list. An empty text means that it is not set. */
export interface UploadQuery {
  readonly bucket: string
  readonly prefix: string
  /** Keys that contain this text after the prefix are grouped into one common prefix that ends with it. */
  readonly delimiter: string
  /** Only uploads and common prefixes after this key; with an id, also the later uploads of it. */
  readonly after: { readonly key: string; readonly id: string }
  /** The maximum number of uploads and common prefixes together. */
  readonly limit: number
}

/** A page of a list, each in UTF-8 order of the keys. */
export interface UploadPage {
  readonly uploads: readonly ListedUpload[]
  readonly prefixes: readonly string[]
  /** The last upload or common prefix of this page, when there are more. */
  readonly next: { readonly key: string; readonly id: string } | undefined
}

const FIRST_BATCH = 16
const LARGEST_BATCH = 1_000

/** Lists uploads in progress. After a common prefix it continues behind all keys of that prefix: the cost depends on what is returned. */
export function uploadPage(state: Reader, query: UploadQuery): UploadPage {
  const uploads: ListedUpload[] = []
  const prefixes: string[] = []
  let last: UploadPage['next']
  let from = query.limit === 0 ? undefined : firstPosition(query)
  let batch = query.delimiter === '' ? query.limit + 1 : FIRST_BATCH
  while (from !== undefined) {
    const found = listUploads(state, query.bucket, { from, limit: batch })
    from = undefined
    for (const upload of found) {
      if (!upload.key.startsWith(query.prefix)) return { uploads, prefixes, next: undefined }
      if (uploads.length + prefixes.length === query.limit) return { uploads, prefixes, next: last }
      const group = groupOf(upload.key, query)
      from = group === undefined ? { key: upload.key, after: { id: upload.id } } : behind(group)
      last = group === undefined ? { key: upload.key, id: upload.id } : { key: group, id: '' }
      if (group === undefined) uploads.push(upload)
      else prefixes.push(group)
      // What is read beyond a common prefix may belong to it.
      if (group !== undefined) break
    }
    const isGroup = last !== undefined && last.id === ''
    if (!isGroup && found.length < batch) from = undefined
    batch = isGroup ? FIRST_BATCH : Math.min(4 * batch, LARGEST_BATCH)
  }
  return { uploads, prefixes, next: undefined }
}

/** The first position of a list. If it begins within a common prefix, that was listed before. */
function firstPosition(query: UploadQuery): UploadPosition | undefined {
  const { prefix, after } = query
  if (after.key === '' || Buffer.compare(Buffer.from(after.key), Buffer.from(prefix)) < 0) return { key: prefix }
  const group = groupOf(after.key, query)
  if (group !== undefined) return behind(group)
  return { key: after.key, after: after.id === '' ? 'all' : { id: after.id } }
}

function behind(group: string): UploadPosition | undefined {
  const key = afterPrefix(group)
  return key === undefined ? undefined : { key }
}

/** The common prefix that a key belongs to, if any. */
function groupOf(key: string, { prefix, delimiter }: UploadQuery): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}
