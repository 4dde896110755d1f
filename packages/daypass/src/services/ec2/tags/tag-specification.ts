import type { RequiredPermission } from '../../../core/operation.js'
import { type Ec2Place, putTagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Writer } from '../../../directory/state.js'
import type { TagSpecification } from '../../../wire/generated/ec2.js'
import { invalidParameter } from '../error.js'
import type { Ec2Kind } from '../ids.js'
import { type Ec2Resource, ec2Permission } from '../permissions/ec2-resource.js'
import { type Ec2Tags, readEc2Tags, requestTagKeys } from './tag-rules.js'

/** The tags of what a request makes, by kind of resource. */
export type NewTags = ReadonlyMap<Ec2Kind, Ec2Tags>

/** Reads `TagSpecifications`: of the kinds that the operation makes, each at most once. Throws for others. To be called in `check` too. */
export function readTagSpecifications(specifications: readonly TagSpecification[] | undefined, kinds: readonly Ec2Kind[]): NewTags {
  const read = new Map<Ec2Kind, Ec2Tags>()
  for (const { ResourceType: type, Tags: tags = [] } of specifications ?? []) {
    const kind = kinds.find((one) => one === type)
    if (kind === undefined) throw invalidParameter(`'${type ?? ''}' is not a valid taggable resource type for this operation.`)
    if (read.has(kind))
      throw invalidParameter(`The same resource type may not be specified more than once in tag specifications: '${kind}'.`)
    if (tags.length === 0) throw invalidParameter('Tag specification must have at least one tag')
    read.set(kind, readEc2Tags(tags))
  }
  return read
}

/**
 * The permissions for an operation that makes a resource: the action with the tags that it sets, and where it sets any, `ec2:CreateTags` on the same resource, with the
 * name of the operation (EC2 user guide, "Grant permission to tag Amazon EC2 resources during creation").
 */
export function creationPermissions(operation: string, resource: Ec2Resource, tags: Ec2Tags | undefined): readonly RequiredPermission[] {
  const keys = requestTagKeys(tags)
  return [ec2Permission(`ec2:${operation}`, resource, keys), ...ec2TaggingPermissions(operation, resource, tags)]
}

/** The permission to tag what an operation makes; none where it sets no tags. */
export const ec2TaggingPermissions = (
  operation: string,
  resource: Ec2Resource,
  tags: Ec2Tags | undefined,
): readonly RequiredPermission[] =>
  tags === undefined ? [] : [ec2Permission('ec2:CreateTags', resource, { ...requestTagKeys(tags), 'ec2:CreateAction': operation })]

/** Writes the tags of a new resource, if it has any. */
export function putNewTags(
  state: Writer,
  place: Ec2Place,
  { kind, id, tags }: { kind: Ec2Kind; id: string; tags: Ec2Tags | undefined },
): void {
  if (tags !== undefined) putTagsOfResource(state, { account: place.account, region: place.region, resource: id, kind, tags })
}
