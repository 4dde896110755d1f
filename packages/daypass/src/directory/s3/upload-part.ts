import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import type { FileBody } from './object.js'
import type { PartRun } from './upload.js'

/** Part numbers are from 1 to this (S3 user guide, "Amazon S3 multipart upload limits"). */
export const MAX_PARTS = 10_000

/** A part of an upload, and where its bytes are. */
export interface PartRecord extends FileBody {
  readonly number: number
  /** Bytes. */
  readonly size: number
  /** 32 lower-case hex digits. */
  readonly md5: string
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Checksums by algorithm (`CRC32` …), base64: those that were sent, and those that its object may need. */
  readonly checksums: Readonly<Record<string, string>>
}

/** Parts by upload and number, which has five digits so that their order is that of the numbers. */
export const uploadPartKeys = defineKeys('upload-part/<upload id>/<number>', {
  record: 'size, checksums and the file that holds the bytes',
  lifetime: "its upload's",
})

/** The key of the record of a part. */
export const uploadPartKey = (upload: string, number: number): string => uploadPartKeys.key(upload, String(number).padStart(5, '0'))

/** The keys of the parts of an upload from `first` to `last`, both included. */
const boundsOf = (upload: string, first: number, last: number) => ({
  start: uploadPartKey(upload, first),
  end: uploadPartKey(upload, last + 1),
})

export const getPart = (state: Reader, upload: string, number: number): PartRecord | undefined => state.get(uploadPartKey(upload, number))

/** Puts a part in place of the one with its number. Returns the bodies that no part has after the commit. */
export function putPart(state: Writer, upload: string, part: PartRecord): FileBody[] {
  const replaced = getPart(state, upload, part.number)
  state.put(uploadPartKey(upload, part.number), part)
  return replaced === undefined ? [] : [replaced]
}

/** Deletes a part. */
export const deletePart = (state: Writer, upload: string, number: number): void => state.delete(uploadPartKey(upload, number))

/** Parts of an upload in the order of their numbers, from `first` to `last`, at most `limit`. */
export function listParts(state: Reader, upload: string, page: { first: number; last?: number; limit: number }): PartRecord[] {
  return state.range<PartRecord>({ ...boundsOf(upload, page.first, page.last ?? MAX_PARTS), limit: page.limit }).map(({ value }) => value)
}

/**
 * The same for a commit, which expects of all of them together only that none is put. Parts are deleted only once their upload is, so the commit must also
 * read the upload.
 */
export const partsToCommit = (state: Reader, upload: string, { first, last }: { first: number; last: number }): PartRecord[] =>
  state.rangeWithin<PartRecord>({ ...boundsOf(upload, first, last), limit: last - first + 1 })

/** Whether a completed object has the part with this number. */
export const isInRuns = (runs: readonly PartRun[], number: number): boolean =>
  runs.some(([first, count]) => number >= first && number < first + count)
