import type { RequiredPermission } from '../../../core/operation.js'
import type { S3Tags } from './tag-set.js'

type Context = NonNullable<RequiredPermission['context']>

/** The condition keys of the tags that an object has (Service Authorization Reference, `s3:ExistingObjectTag/<key>`). */
export const existingTagContext = (tags: S3Tags | undefined): Context => tagContext('s3:ExistingObjectTag', tags)

/** The condition keys of the tags that a request gives an object (Service Authorization Reference); absent where it gives none. */
export function requestTagContext(tags: S3Tags | undefined): Context {
  const keys = Object.keys(tags ?? {})
  return { 's3:RequestObjectTagKeys': keys.length === 0 ? undefined : keys, ...tagContext('s3:RequestObjectTag', tags) }
}

const tagContext = (name: string, tags: S3Tags = {}): Context =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${name}/${key}`, value]))
