import { requestTags } from '../../access/request-tags.js'
import { foldTagKey } from '../../access/tag-key.js'
import type { RequiredPermission } from '../../core/operation.js'
import type { Tag } from '../../wire/generated/organizations.js'
import { constraintViolation, invalidValue } from './errors.js'

/** Tags of one thing, at most (Organizations user guide, "Tagging Organizations resources"). */
const MOST_TAGS = 50

type Tags = readonly Tag[] | undefined
type Kept = Readonly<Record<string, string>>

/** Refuses tags that Organizations would not save: the same key twice, keys of AWS, too many. */
export function checkTagList(tags: Tags): void {
  if (tags === undefined) return
  const keys = tags.map(({ Key }) => foldTagKey(Key))
  if (new Set(keys).size !== keys.length)
    throw invalidValue('DUPLICATE_TAG_KEY', 'Tag keys must be unique among the tags attached to the same entity.')
  if (keys.some((key) => key.startsWith('aws:'))) throw systemTag()
  if (tags.length > MOST_TAGS) throw tooManyTags()
}

const systemTag = () =>
  invalidValue(
    'INVALID_SYSTEM_TAGS_PARAMETER',
    "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys because they're reserved for AWS use. System tags don't count against your tags per resource limit.",
  )

const tooManyTags = () => constraintViolation('MAX_TAG_LIMIT_EXCEEDED', 'You have exceeded the number of tags allowed on this resource.')

/** The tags of a record with others set. Condition keys ignore case, so that keys that differ by case alone are one key: the new spelling stays. */
export function mergedTags(kept: Kept, tags: Tags = []): Kept {
  const given = new Set(tags.map(({ Key }) => foldTagKey(Key)))
  const others = Object.entries(kept).filter(([key]) => !given.has(foldTagKey(key)))
  const all = [...others, ...tags.map(({ Key, Value }) => [Key, Value] as const)]
  if (all.length > MOST_TAGS) throw tooManyTags()
  return Object.fromEntries(all)
}

/** The tags of a record without these keys, which need not exist. */
export function remainingTags(kept: Kept, keys: readonly string[]): Kept {
  const gone = new Set(keys.map(foldTagKey))
  return Object.fromEntries(Object.entries(kept).filter(([key]) => !gone.has(foldTagKey(key))))
}

/** The permissions to create something with tags include the one to tag it (Organizations user guide, "Tagging Organizations resources"). */
export function createdWithTags(create: RequiredPermission, tags: Tags): readonly RequiredPermission[] {
  if (tags === undefined || tags.length === 0) return [create]
  const context = { ...create.context, ...requestTags(tags) }
  return [
    { ...create, context },
    { ...create, context, action: 'organizations:TagResource' },
  ]
}
