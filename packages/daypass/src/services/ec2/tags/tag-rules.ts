// tags: tags of all kinds of resources. Owns what a tag may be, how they are changed and described, and the permission to tag what a request makes. Refuses to know how
// a resource is stored: a table says which exist.
import { requestTags } from '../../../access/request-tags.js'
import { foldTagKey } from '../../../access/tag-key.js'
import type { Tag } from '../../../wire/generated/ec2.js'
import { Ec2Error, invalidParameter } from '../error.js'
import type { ConditionKeys } from '../permissions/ec2-resource.js'

/** The tags of a resource, by key. */
export type Ec2Tags = Readonly<Record<string, string>>

/** Tags of a resource, and characters of a key and of a value, at most (EC2 user guide, "Tag restrictions"). */
const MOST = { tags: 50, key: 128, value: 256 } as const

/**
 * Tags of a request as a record has them. Refuses what EC2 does not take. Keys that differ by case alone are refused too, where AWS takes both: condition keys ignore
 * case, so that no policy could tell them apart.
 */
export function readEc2Tags(tags: readonly Tag[]): Ec2Tags {
  const keys = new Set<string>()
  const read = tags.map(({ Key: key, Value: value = '' }) => {
    if (key === undefined || key === '') throw new Ec2Error('MissingParameter', 'The request must contain the parameter Tag.Key.')
    checkTag(key, value)
    if (keys.has(foldTagKey(key))) throw invalidParameter(`Duplicate tag key '${key}' specified.`)
    keys.add(foldTagKey(key))
    return [key, value] as const
  })
  if (read.length > MOST.tags) throw tooManyTags()
  return Object.fromEntries(read)
}

function checkTag(key: string, value: string): void {
  if (foldTagKey(key).startsWith('aws:')) throw invalidParameter("Tag keys starting with 'aws:' are reserved for internal use")
  if ([...key].length > MOST.key) throw invalidParameter(`Tag key exceeds the maximum length of ${MOST.key} characters.`)
  if ([...value].length > MOST.value) throw invalidParameter(`Tag value exceeds the maximum length of ${MOST.value} characters.`)
}

const tooManyTags = () => new Ec2Error('TagLimitExceeded', 'The maximum number of Tags for a resource has been reached.')

/** The tags of a resource with others set. */
export function mergeTags(kept: Ec2Tags, set: Ec2Tags): Ec2Tags {
  const spelling = new Map(Object.keys(kept).map((key) => [foldTagKey(key), key]))
  for (const key of Object.keys(set)) {
    const known = spelling.get(foldTagKey(key)) ?? key
    if (known !== key)
      throw invalidParameter(
        `The resource has the tag key '${known}', which differs from '${key}' by case alone. Use that key, or delete it first.`,
      )
  }
  const merged = { ...kept, ...set }
  if (Object.keys(merged).length > MOST.tags) throw tooManyTags()
  return merged
}

/** Tags as answers have them; none at all where AWS leaves an empty list out. */
export const tagsOutput = (tags: Ec2Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** The condition keys of the tags that a request sets (Service Authorization Reference, aws:RequestTag, aws:TagKeys). */
export const requestTagKeys = (tags: Ec2Tags | undefined): ConditionKeys =>
  requestTags(Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })))
