import type { WireError } from '../../../core/error.js'
import type { ObjectRecord } from '../../../directory/s3/object.js'
import { S3Error } from '../error.js'
import { noSuchKey } from '../errors.js'

type Tagged = Pick<ObjectRecord, 'etag'>
type Dated = Pick<ObjectRecord, 'etag' | 'modifiedAt'>

/** The conditions of a read. */
export interface ReadConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
  readonly IfModifiedSince?: Date | undefined
  readonly IfUnmodifiedSince?: Date | undefined
}

/** The conditions of a write. */
export interface WriteConditions {
  readonly IfMatch?: string | undefined
  readonly IfNoneMatch?: string | undefined
}

/**
 * Refuses a read whose conditions are false, in the order of RFC 9110 section 13.2.2: an entity tag takes precedence over a date.
 * `NotModified` (304) has `ETag` and `LastModified` as fields, for the headers of that answer (section 15.4.5).
 */
export function requireReadable(object: Dated, conditions: ReadConditions): void {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions
  const modified = Math.floor(object.modifiedAt / 1000)
  const after = (date: Date): boolean => modified > Math.floor(date.getTime() / 1000)
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, object, 'strong')) throw preconditionFailed('If-Match')
  } else if (IfUnmodifiedSince !== undefined && after(IfUnmodifiedSince)) {
    throw preconditionFailed('If-Unmodified-Since')
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, object, 'weak')) throw notModified(object)
  } else if (IfModifiedSince !== undefined && !after(IfModifiedSince)) {
    throw notModified(object)
  }
}

/** The conditions of a copy on its source. */
export interface CopyConditions {
  readonly CopySourceIfMatch?: string | undefined
  readonly CopySourceIfNoneMatch?: string | undefined
  readonly CopySourceIfModifiedSince?: Date | undefined
  readonly CopySourceIfUnmodifiedSince?: Date | undefined
}

/**
 * Refuses a copy whose conditions on its source are false. As for a read, an entity tag takes precedence over a date; the answer is `PreconditionFailed` for
 * each of them (S3 API reference, CopyObject, `x-amz-copy-source-if-*`).
 */
export function requireCopyable(source: Dated, conditions: CopyConditions): void {
  const { CopySourceIfMatch, CopySourceIfNoneMatch, CopySourceIfModifiedSince, CopySourceIfUnmodifiedSince } = conditions
  const failed = (condition: string) => preconditionFailed(`x-amz-copy-source-${condition}`)
  const modified = Math.floor(source.modifiedAt / 1000)
  const after = (date: Date): boolean => modified > Math.floor(date.getTime() / 1000)
  if (CopySourceIfMatch !== undefined) {
    if (!matches(CopySourceIfMatch, source, 'strong')) throw failed('If-Match')
  } else if (CopySourceIfUnmodifiedSince !== undefined && after(CopySourceIfUnmodifiedSince)) throw failed('If-Unmodified-Since')
  if (CopySourceIfNoneMatch !== undefined) {
    if (matches(CopySourceIfNoneMatch, source, 'weak')) throw failed('If-None-Match')
  } else if (CopySourceIfModifiedSince !== undefined && !after(CopySourceIfModifiedSince)) throw failed('If-Modified-Since')
}

/**
 * Whether a range may be returned instead of the whole: If-Range names the object of which the client already has a part (RFC 9110, section 13.1.5).
 * A tag must be the object's own, in quotes and strong; a date must be exactly its Last-Modified; anything else is another object. Check it after the
 * other conditions (section 13.2.2).
 */
export function isSameForRange({ etag, modifiedAt }: Dated, ifRange: string | undefined): boolean {
  if (ifRange === undefined) return true
  const validator = ifRange.trim()
  return validator === etag || validator === new Date(modifiedAt).toUTCString()
}

/** Whether a write has conditions on what it replaces. */
export const isConditional = ({ IfMatch, IfNoneMatch }: WriteConditions): boolean => IfMatch !== undefined || IfNoneMatch !== undefined

/**
 * Refuses a put whose conditions are false (S3 user guide, "How to prevent object overwrites with conditional writes"). Check it where the put is
 * committed.
 */
export function requireWritable(key: string, existing: Tagged | undefined, { IfMatch, IfNoneMatch }: WriteConditions): void {
  if (IfNoneMatch !== undefined && existing !== undefined) throw preconditionFailed('If-None-Match')
  if (IfMatch === undefined) return
  if (existing === undefined) throw noSuchKey(key)
  if (!matches(IfMatch, existing, 'strong')) throw preconditionFailed('If-Match')
}

/** Refuses a delete whose condition is false. It always is for a key that does not exist: `NoSuchKey`, as observed on AWS. */
export function requireDeletable(key: string, existing: Tagged | undefined, ifMatch: string | undefined): void {
  requireWritable(key, existing, { IfMatch: ifMatch })
}

/**
 * Whether an If-Match names a certain body, so that the answer reveals something about it: this also requires `s3:GetObject` (S3 user guide,
 * "Enforce conditional deletes").
 */
export const comparesBody = (ifMatch: string | undefined): boolean => ifMatch !== undefined && ifMatch.trim() !== '*'

// NOTE S3 also accepts tags without their quotes, or with only one of them.
function matches(header: string, object: Tagged, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true
  return header.split(',').some((item) => {
    const tag = item.trim()
    if (!tag.startsWith('W/')) return bare(tag) === bare(object.etag)
    return comparison === 'weak' && bare(tag.slice(2)) === bare(object.etag)
  })
}

const bare = (tag: string): string => tag.replace(/^"/, '').replace(/"$/, '')

const preconditionFailed = (condition: string): WireError =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { fields: { Condition: condition } })

const notModified = ({ etag, modifiedAt }: Dated): WireError =>
  new S3Error('NotModified', 'Not Modified', { fields: { ETag: etag, LastModified: new Date(modifiedAt).toUTCString() } })
