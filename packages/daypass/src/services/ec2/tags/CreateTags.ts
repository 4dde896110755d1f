import { putTagsOfResource, tagsOfResource } from '../../../directory/ec2/resource-tags.js'
import { operation } from '../ec2.js'
import { Ec2Error } from '../error.js'
import { ec2Permission } from '../permissions/ec2-resource.js'
import { mergeTags, readEc2Tags, requestTagKeys } from './tag-rules.js'
import { requireTaggable, taggableResource } from './taggable.js'
import { readResourceIds } from './tagged-resources.js'

/** Sets tags of resources: of all of them or of none (EC2 API reference, CreateTags). Each is asked for by itself. */
export const CreateTags = operation('CreateTags', {
  summary: 'Sets tags of resources of any kind.',
  actions: ['ec2:CreateTags'],
  check({ Resources, Tags }) {
    readResourceIds(Resources)
    if (Tags.length === 0) throw new Ec2Error('MissingParameter', 'The request must contain the parameter tagSet')
    readEc2Tags(Tags)
  },
  authorize({ Resources, Tags }, { account }, { state, region }) {
    const keys = requestTagKeys(readEc2Tags(Tags))
    return readResourceIds(Resources).map((id) => ec2Permission('ec2:CreateTags', taggableResource({ account, region, state }, id), keys))
  },
  handle({ Resources, Tags }, { account }, { state, region }) {
    const place = { account, region }
    const tags = readEc2Tags(Tags)
    for (const resource of readResourceIds(Resources)) {
      const kind = requireTaggable({ ...place, state }, resource)
      putTagsOfResource(state, { ...place, resource, kind, tags: mergeTags(tagsOfResource(state, place, resource), tags) })
    }
  },
})
