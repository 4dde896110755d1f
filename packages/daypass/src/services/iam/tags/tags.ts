import { requestTags } from '../../../access/request-tags.js'
import { foldTagKey } from '../../../access/tag-key.js'
import type { RequiredPermission } from '../../../core/operation.js'
import type { Tag } from '../../../wire/generated/iam.js'
import { invalidInput, quotaExceeded } from '../errors.js'

type Tags = readonly Tag[] | undefined

/** What has tags, as the names of its operations spell it. */
export type TaggedNoun =
  | 'User'
  | 'Role'
  | 'Policy'
  | 'MFADevice'
  | 'InstanceProfile'
  | 'OpenIDConnectProvider'
  | 'SAMLProvider'
  | 'ServerCertificate'

const MAX_TAGS = 50

const duplicateKeys = () => invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.')

/** Refuses tags that IAM would not save: too many, keys that differ only by case, reserved keys (IAM user guide, "Rules for tagging"). */
export function checkTags(tags: Tags): void {
  if (tags === undefined) return
  if (tags.length > MAX_TAGS) throw quotaExceeded('TagsPerResource', MAX_TAGS)
  const keys = tags.map(({ Key }) => foldTagKey(Key))
  if (new Set(keys).size !== keys.length) throw duplicateKeys()
  if (keys.some((key) => key.startsWith('aws:'))) throw invalidInput('Tag keys that begin with aws: are reserved for system use.')
}

/** Tags as a record stores them. */
export const tagsToRecord = (tags: Tags): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map(({ Key, Value }) => [Key, Value]))

/** The tags of a record as responses contain them. */
export const tagsToOutput = (tags: Readonly<Record<string, string>>): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** Tags for responses in which AWS omits an empty list. */
export function tagsToOutputIfAny(tags: Readonly<Record<string, string>>): Tag[] | undefined {
  const shown = tagsToOutput(tags)
  return shown.length === 0 ? undefined : shown
}

/**
 * The tags of a record with others set. Keys that differ only by case are one key: if `ignoresCase`, the new spelling replaces the old; otherwise it
 * is refused.
 */
export function withTags(
  kept: Readonly<Record<string, string>>,
  tags: readonly Tag[],
  ignoresCase: boolean,
): Readonly<Record<string, string>> {
  const given = new Map(tags.map(({ Key }) => [foldTagKey(Key), Key]))
  const spelling = (key: string) => given.get(foldTagKey(key))
  // On AWS a policy or a device can have two such tags. In daypass it cannot: condition keys ignore case, so no policy could distinguish the two.
  if (!ignoresCase && Object.keys(kept).some((key) => spelling(key) !== undefined && spelling(key) !== key)) throw duplicateKeys()
  const others = Object.entries(kept).filter(([key]) => spelling(key) === undefined)
  const all = [...others, ...tags.map(({ Key, Value }) => [Key, Value] as const)]
  if (all.length > MAX_TAGS) throw quotaExceeded('TagsPerResource', MAX_TAGS)
  return Object.fromEntries(all)
}

/** The tags of a record without these keys, which need not exist. */
export function withoutTags(
  kept: Readonly<Record<string, string>>,
  keys: readonly string[],
  ignoresCase: boolean,
): Readonly<Record<string, string>> {
  const form = (key: string) => (ignoresCase ? foldTagKey(key) : key)
  const gone = new Set(keys.map(form))
  return Object.fromEntries(Object.entries(kept).filter(([key]) => !gone.has(form(key))))
}

/** The required permissions to create something with tags include the one to tag it (IAM user guide, "Tags for AWS IAM resources"). */
export function withTagging(create: RequiredPermission, tag: `iam:Tag${TaggedNoun}`, tags: Tags): RequiredPermission[] {
  const context = requestTags(tags)
  const question = { ...create, context: { ...create.context, ...context } }
  return tags === undefined || tags.length === 0 ? [question] : [question, { ...create, action: tag, context }]
}
