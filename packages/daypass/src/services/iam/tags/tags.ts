import { requestTags } from '../../../access/request-tags.js'
import { foldTagKey } from '../../../access/tag-key.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { Tag } from '../../../wire/generated/iam.js'
import { invalidInput, quotaExceeded } from '../errors.js'

type Tags = readonly Tag[] | undefined

const MAX_TAGS = 50

const duplicateKeys = () => invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')

/** Refuses tags that IAM would not save: too many, keys alike but for case, keys that AWS keeps to itself (IAM user guide, "Rules for tagging"). */
export function checkTags(tags: Tags): void {
  if (tags === undefined) return
  if (tags.length > MAX_TAGS) throw quotaExceeded('TagsPerResource', MAX_TAGS)
  const keys = tags.map(({ Key }) => foldTagKey(Key))
  if (new Set(keys).size !== keys.length) throw duplicateKeys()
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

/** The tags of a record with others set. Keys that differ by case alone are one key: where `ignoresCase`, the new spelling stands in for the old; elsewhere it is refused. */
export function withTags(
  kept: Readonly<Record<string, string>>,
  tags: readonly Tag[],
  ignoresCase: boolean,
): Readonly<Record<string, string>> {
  const given = new Map(tags.map(({ Key }) => [foldTagKey(Key), Key]))
  const spelling = (key: string) => given.get(foldTagKey(key))
  // On AWS a policy or a device can have two such tags. Here it cannot: condition keys ignore case, so that no policy could tell the two apart.
  if (!ignoresCase && Object.keys(kept).some((key) => spelling(key) !== undefined && spelling(key) !== key)) throw duplicateKeys()
  const others = Object.entries(kept).filter(([key]) => spelling(key) === undefined)
  const all = [...others, ...tags.map(({ Key, Value }) => [Key, Value] as const)]
  if (all.length > MAX_TAGS) throw quotaExceeded('TagsPerResource', MAX_TAGS)
  return Object.fromEntries(all)
}

/** The tags of a record without those of these keys, which need not be there. */
export function withoutTags(
  kept: Readonly<Record<string, string>>,
  keys: readonly string[],
  ignoresCase: boolean,
): Readonly<Record<string, string>> {
  const form = (key: string) => (ignoresCase ? foldTagKey(key) : key)
  const gone = new Set(keys.map(form))
  return Object.fromEntries(Object.entries(kept).filter(([key]) => !gone.has(form(key))))
}

/** Creating something with tags asks for the right to tag it as well (IAM user guide, "Tags for AWS IAM resources"). */
export function withTagging(
  create: RequiredPermission,
  tag: 'iam:TagUser' | 'iam:TagRole' | 'iam:TagPolicy' | 'iam:TagMFADevice',
  tags: Tags,
): RequiredPermission[] {
  const context = requestTags(tags)
  const question = { ...create, context: { ...create.context, ...context } }
  return tags === undefined || tags.length === 0 ? [question] : [question, { ...create, action: tag, context }]
}
