import type { PartRun } from '../../../directory/s3/upload.js'
import { listParts } from '../../../directory/s3/upload-part.js'
import type { Reader } from '../../../directory/state.js'
import { partChecksumMembers } from '../objects/checksums.js'
import { MAX_PAGE } from './ListParts.js'

/** An object that is made of parts. */
export interface MadeOfParts {
  readonly upload: string
  readonly runs: readonly PartRun[]
}

/**
 * The parts of an object as GetObjectAttributes shows them (S3 API reference, GetObjectAttributes, ObjectParts), counted from 1 in their order, as reads by
 * part number count them.
 */
export function objectParts(
  state: Reader,
  { upload, runs }: MadeOfParts,
  page: { MaxParts?: number | undefined; PartNumberMarker?: number | undefined },
) {
  const MaxParts = Math.min(page.MaxParts ?? MAX_PAGE, MAX_PAGE)
  const PartNumberMarker = page.PartNumberMarker ?? 0
  const all = runs.flatMap(([first, count, size]) => Array.from({ length: count }, (_, at) => ({ number: first + at, size })))
  const shown = all.slice(PartNumberMarker, PartNumberMarker + MaxParts)
  const first = shown[0]?.number ?? 1
  const stored = new Map(
    listParts(state, upload, { first, last: shown.at(-1)?.number ?? first, limit: MaxParts || 1 }).map((part) => [part.number, part]),
  )
  return {
    ...{ TotalPartsCount: all.length, PartNumberMarker, MaxParts },
    NextPartNumberMarker: PartNumberMarker + shown.length,
    IsTruncated: PartNumberMarker + shown.length < all.length,
    Parts: shown.map((piece, at) => ({
      PartNumber: PartNumberMarker + at + 1,
      Size: piece.size,
      ...partChecksumMembers(stored.get(piece.number)?.checksums ?? {}),
    })),
  }
}
