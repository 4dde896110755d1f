import { requestTags } from '../../access/request-tags.js'
import { foldTagKey } from '../../access/tag-key.js'
import type { Question } from '../../core/operation.js'
import type { Tag } from '../../wire/generated/iam.js'
import { invalidInput, quotaExceeded } from './errors.js'

type Tags = readonly Tag[] | undefined

const MAX_TAGS = 50

/** Refuses tags that IAM would not save: too many, keys alike but for case, keys that AWS keeps to itself (IAM user guide, "Rules for tagging"). */
export function checkTags(tags: Tags): void {
  if (tags === undefined) return
  if (tags.length > MAX_TAGS) throw quotaExceeded('TagsPerResource', MAX_TAGS)
  const keys = tags.map(({ Key }) => foldTagKey(Key))
  if (new Set(keys).size !== keys.length) throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if (keys.some((key) => key.startsWith('aws:'))) throw invalidInput('Tag keys that begin with aws: are reserved for system use.')
}

/** Tags as a record keeps them. */
export const tagsToRecord = (tags: Tags): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]))

/** Tags of a record as they are shown. */
export const tagsToOutput = (tags: Readonly<Record<string, string>>): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Tags as shown where AWS leaves an empty list out. */
export function tagsToOutputIfAny(tags: Readonly<Record<string, string>>): Tag[] | undefined {
  const shown = tagsToOutput(tags)
  return shown.length === 0 ? undefined : shown
}

/** Creating something with tags asks for the right to tag it as well (IAM user guide, "Tags for AWS IAM resources"). */
export function withTagging(
  create: Question,
  tag: 'iam:TagUser' | 'iam:TagRole' | 'iam:TagPolicy' | 'iam:TagMFADevice',
  tags: Tags,
): Question[] {
  const question = { ...create, context: { ...create.context, ...requestTags(tags) } }
  return tags === undefined || tags.length === 0 ? [question] : [question, { ...question, action: tag }]
}
