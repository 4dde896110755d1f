import type { RequiredPermission } from '../../../core/operation.js'
import { putTagsOfResource, tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import type { Tag } from '../../../wire/generated/ec2.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { ec2Permission, existingResource } from '../permissions/ec2-resource.js'
import type { Ec2Tags } from './tag-rules.js'
import { kindAndName, requireTaggable } from './taggable.js'
import { readResourceIds } from './tagged-resources.js'

/** Removes tags of resources; all of them where none is named (EC2 API reference, DeleteTags). What a resource does not have is not an error. */
export const DeleteTags = operation('DeleteTags', {
  summary: 'Removes tags of resources of any kind.',
  actions: ['ec2:DeleteTags'],
  check({ Resources, Tags }) {
    readResourceIds(Resources)
    for (const { Key } of Tags ?? [])
      if (Key === undefined || Key === '') throw new Ec2Error('MissingParameter', 'The request must contain the parameter Tag.Key.')
  },
  authorize: ({ Resources, Tags }, { account }, { state, region }) => {
    const here = { account, region, state }
    return readResourceIds(Resources).map((id) =>
      ec2Permission('ec2:DeleteTags', existingResource(here, kindAndName(here, id)), deletedKeys(Tags)),
    )
  },
  handle({ Resources, Tags }, { account }, { state, region }) {
    const place = { account, region }
    for (const resource of readResourceIds(Resources)) {
      const kind = requireTaggable({ ...place, state }, resource)
      const kept = keptTags(tagsOfResource(state, place, resource), Tags)
      putTagsOfResource(state, { ...place, resource, kind, tags: kept })
    }
  },
})

/** A tag with a value, also an empty one, is removed only with that value; one without is removed whatever its value (EC2 API reference, DeleteTags, Tag.N). */
function keptTags(tags: Ec2Tags, deleted: readonly Tag[] | undefined): Ec2Tags {
  if (deleted === undefined || deleted.length === 0) return {}
  const isDeleted = (key: string, value: string) => deleted.some((tag) => tag.Key === key && (tag.Value ?? value) === value)
  return Object.fromEntries(Object.entries(tags).filter(([key, value]) => !isDeleted(key, value)))
}

/** The condition keys of the tags that a request removes: their keys, and their values where it gives any. */
function deletedKeys(tags: readonly Tag[] | undefined): NonNullable<RequiredPermission['context']> {
  if (tags === undefined || tags.length === 0) return {}
  const values = tags.flatMap(({ Key, Value }) => (Value === undefined ? [] : [[`aws:RequestTag/${Key}`, Value] as const]))
  return { 'aws:TagKeys': tags.map(({ Key = '' }) => Key), ...Object.fromEntries(values) }
}
