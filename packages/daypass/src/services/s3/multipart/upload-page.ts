import { afterPrefix } from '../../../directory/s3/object.js'
import { type ListedUpload, listUploads, type UploadPosition } from '../../../directory/s3/upload.js'
import type { Reader } from '../../../directory/state.js'
import { type Grouping, groupedPageInTurn, groupOf, type ItemSource } from '../listing/grouped-page.js'

/** Which uploads of a bucket to list. */
export interface UploadQuery extends Grouping {
  readonly bucket: string
  /** Only uploads and common prefixes after this key; with an id, also the later uploads of it. */
  readonly after: { readonly key: string; readonly id: string }
}

/** A page of a list, each in UTF-8 order of the keys. */
export interface UploadPage {
  readonly uploads: readonly ListedUpload[]
  readonly prefixes: readonly string[]
  /** The last upload or common prefix of this page, when there are more. */
  readonly next: { readonly key: string; readonly id: string } | undefined
}

/** Lists uploads in progress; a long page lets other requests run. */
export async function uploadPageInTurn(state: Reader, query: UploadQuery, rest: () => Promise<void>): Promise<UploadPage> {
  const source: ItemSource<ListedUpload, UploadPosition> = {
    list: (from, limit) => listUploads(state, query.bucket, { from, limit }),
    behind: ({ key, id }) => ({ key, after: { id } }),
    behindGroup,
  }
  const { items, prefixes, last } = await groupedPageInTurn(query, { source, first: firstPosition(query), rest })
  return { uploads: items, prefixes, next: last && ('item' in last ? last.item : { key: last.group, id: '' }) }
}

/** The first position of a list. If it begins within a common prefix, that was listed before. */
function firstPosition(query: UploadQuery): UploadPosition | undefined {
  const { prefix, after } = query
  if (after.key === '' || Buffer.compare(Buffer.from(after.key), Buffer.from(prefix)) < 0) return { key: prefix }
  const group = groupOf(after.key, query)
  if (group !== undefined) return behindGroup(group)
  return { key: after.key, after: after.id === '' ? 'all' : { id: after.id } }
}

function behindGroup(group: string): UploadPosition | undefined {
  const key = afterPrefix(group)
  return key === undefined ? undefined : { key }
}
