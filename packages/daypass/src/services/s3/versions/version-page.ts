import { afterPrefix } from '../../../directory/s3/object.js'
import { sequenceOf } from '../../../directory/s3/object-version.js'
import { sequenceIn } from '../../../directory/s3/version-id.js'
import { findVersion, type ListedVersion, listVersions, type VersionPlace } from '../../../directory/s3/versioned-object.js'
import type { Reader } from '../../../directory/state.js'
import { type GroupedPage, type Grouping, groupedPageInTurn, groupOf, type ItemSource } from '../listing/grouped-page.js'

/** Which versions of a bucket to list. */
export interface VersionQuery extends Grouping {
  readonly bucket: string
  /** Only versions of keys after this one, and common prefixes after it; empty: all. With `afterVersion` also those of this key that are older. */
  readonly afterKey: string
  readonly afterVersion?: string | undefined
}

/** Lists versions; a long page first lets other requests run. */
export function versionPageInTurn(state: Reader, query: VersionQuery, rest: () => Promise<void>): Promise<GroupedPage<ListedVersion>> {
  const source: ItemSource<ListedVersion, VersionPlace> = {
    list: (from, limit) => listVersions(state, query.bucket, { from, limit }),
    behind: ({ key, version }) => ({ key, after: sequenceOf(version) }),
    behindGroup: behindPrefix,
  }
  return groupedPageInTurn(query, { source, first: firstPlace(state, query), rest })
}

function behindPrefix(prefix: string): VersionPlace | undefined {
  const key = afterPrefix(prefix)
  return key === undefined ? undefined : { key }
}

function firstPlace(state: Reader, query: VersionQuery): VersionPlace | undefined {
  const { prefix, afterKey, afterVersion } = query
  if (afterKey === '' || Buffer.compare(Buffer.from(afterKey), Buffer.from(prefix)) < 0) return { key: prefix }
  const group = groupOf(afterKey, query)
  if (group !== undefined) return behindPrefix(group)
  const after = afterVersion === undefined ? undefined : sequenceAt(state, query.bucket, { key: afterKey, versionId: afterVersion })
  // The smallest key after this one: keys have no NUL, and the records of older versions continue with one.
  return after === undefined ? { key: `${afterKey}\u0001` } : { key: afterKey, after }
}

/** The sequence of a version that a page ended with. An id has it, also when its version was deleted meanwhile; `null` is looked up. */
function sequenceAt(state: Reader, bucket: string, at: { key: string; versionId: string }): number | undefined {
  const sequence = sequenceIn(at.versionId)
  if (sequence !== undefined) return sequence
  const found = findVersion(state, bucket, at)
  return found && sequenceOf(found)
}
