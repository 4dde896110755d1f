// tags: of objects, of their versions and of buckets; what S3 accepts as tags, and the condition keys that they are. Leaves storing an object with tags to
// objects, and deciding to access.

import { foldTagKey } from '../../../access/tag-key.js'
import type { WireError } from '../../../core/error.js'
import type { Tag } from '../../../wire/generated/s3.js'
import { S3Error } from '../error.js'
import { malformedXml } from '../errors.js'

/** Tags as records hold them. */
export type S3Tags = Readonly<Record<string, string>>

/** What differs between the tags of objects and of buckets. The texts are as recorded on AWS. */
export interface TagRules {
  readonly most: number
  readonly tooMany: string
  /** The error for a key that begins with `aws:`. */
  readonly reserved: (key: string) => WireError
}

const invalidTag = (message: string, fields?: Readonly<Record<string, string>>): WireError =>
  new S3Error('InvalidTag', message, fields === undefined ? {} : { fields })

/** Of objects (S3 user guide, "Categorizing your objects using tags"). */
export const OBJECT_TAGS: TagRules = {
  most: 10,
  tooMany: 'Object tags cannot be greater than 10',
  reserved: (key) => invalidTag('Your TagKey cannot be prefixed with aws:', { TagKey: key }),
}

/** Of buckets (S3 user guide, "Using cost allocation S3 bucket tags"). */
export const BUCKET_TAGS: TagRules = {
  most: 50,
  tooMany: 'Bucket tag count cannot be greater than 50',
  reserved: (key) => invalidTag('System tags cannot be added/updated by requester', { TagKey: key }),
}

/** Of buckets, as CreateBucket words it. */
export const NEW_BUCKET_TAGS: TagRules = {
  ...BUCKET_TAGS,
  reserved: () =>
    invalidTag(
      'User-defined tag keys can\'t start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.',
    ),
}

const MAX_KEY = 128
const MAX_VALUE = 256
/** Letters, digits, spaces and `+ - = . _ : / @` (AWS General Reference, "Tagging your AWS resources"). */
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const isReserved = (key: string): boolean => foldTagKey(key).startsWith('aws:')

/** The tags of a request as a record holds them. Refuses what S3 refuses, in its words. */
export function readTags(tags: readonly Partial<Tag>[], rules: TagRules): S3Tags {
  if (tags.length > rules.most) throw new S3Error('BadRequest', rules.tooMany)
  const keys = new Set<string>()
  const read: [string, string][] = []
  for (const { Key, Value } of tags) {
    if (Key === undefined || Value === undefined) throw malformedXml()
    requireTag(Key, Value, rules)
    // S3 tells keys apart that differ by case alone. Condition keys do not, so that a policy could not tell which of two values decides: own rule.
    if (keys.has(foldTagKey(Key))) throw invalidTag('Cannot provide multiple Tags with the same key', { TagKey: Key })
    keys.add(foldTagKey(Key))
    read.push([Key, Value])
  }
  return Object.fromEntries(read)
}

function requireTag(key: string, value: string, rules: TagRules): void {
  if (key === '' || key.length > MAX_KEY || !characters.test(key)) {
    throw invalidTag('The TagKey you have provided is invalid', { TagKey: key })
  }
  if (value.length > MAX_VALUE || !characters.test(value)) {
    throw invalidTag('The TagValue you have provided is invalid', { TagKey: key, TagValue: value })
  }
  if (isReserved(key)) throw rules.reserved(key)
}

/** Tags as answers have them. */
export const tagSet = (tags: S3Tags = {}): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
