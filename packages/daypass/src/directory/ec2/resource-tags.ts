// ec2: the records of EC2: tags, security groups, key pairs, instances. Owns their keys and forms. Refuses to know states, which follow the clock.
// May know: core, store.
import { defineKeys } from '../key-space.js'
import type { PageBounds } from '../records.js'
import type { Reader, Writer } from '../state.js'

/** Where a resource of EC2 is. */
export interface Ec2Place {
  readonly account: string
  readonly region: string
}

/** The tags of a resource of EC2, of whatever kind: also of one that has no record of its own, such as the default VPC. */
export interface Ec2TagsRecord extends Ec2Place {
  /** `i-0123456789abcdef0` */
  readonly resource: string
  /** `instance` */
  readonly kind: string
  readonly tags: Readonly<Record<string, string>>
}

/** Tags by resource. */
export const ec2TagKeys = defineKeys('ec2-tags/<account>/<region>/<resource>', {
  record: 'the tags of one resource of EC2',
  lifetime: 'until its last tag is removed, or the resource is',
})

const NONE: Ec2TagsRecord['tags'] = {}

/** The tags of a resource; none where it has none. */
export const tagsOfResource = (state: Reader, { account, region }: Ec2Place, resource: string): Ec2TagsRecord['tags'] =>
  state.get<Ec2TagsRecord>(ec2TagKeys.key(account, region, resource))?.tags ?? NONE

/** Sets all tags of a resource. */
export function putTagsOfResource(state: Writer, record: Ec2TagsRecord): void {
  const key = ec2TagKeys.key(record.account, record.region, record.resource)
  if (Object.keys(record.tags).length > 0) state.put(key, record)
  else if (state.get(key) !== undefined) state.delete(key)
}

/** The tags of all resources of an account in a region, by resource, from `page.from` on. */
export const listResourceTags = (state: Reader, { account, region }: Ec2Place, { from, limit }: PageBounds): Ec2TagsRecord[] => {
  const { end } = ec2TagKeys.bounds(account, region)
  return state.range<Ec2TagsRecord>({ start: ec2TagKeys.key(account, region, from), end, limit }).map(({ value }) => value)
}

/**
 * Removes the tags of all resources whose ids begin like this: at most 200. They are one expectation of the commit, whatever their number, because one that is read by
 * itself is one of those that a commit may have.
 */
export function deleteTagsWithPrefix(state: Writer, { account, region }: Ec2Place, prefix: string): void {
  const start = ec2TagKeys.key(account, region, prefix)
  const bounds = { start, end: `${start}~`, limit: 200 }
  for (const { resource } of state.rangeWithin<Ec2TagsRecord>(bounds)) state.discard(ec2TagKeys.key(account, region, resource))
}

/** Removes all tags of a resource that is gone, without reading them. */
export const discardTagsOfResource = (state: Writer, { account, region }: Ec2Place, resource: string): void =>
  state.discard(ec2TagKeys.key(account, region, resource))
