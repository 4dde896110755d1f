// tags: the tags of roots, units, accounts, policies and the resource policy. Owns what can have tags. Refuses those of AWS, and reserved keys. Leaves
// conditions on tags to access.

import { fullAccessPolicy, organizationPolicies } from '../../../directory/organizations/organization-policy.js'
import { organizationResourcePolicies } from '../../../directory/organizations/organization-resource-policy.js'
import type { Writer } from '../../../directory/state.js'
import { invalidValue, told } from '../errors.js'
import { nodeOf, type Within } from '../tree.js'

/** What has tags, and how they are changed. */
export interface Tagged {
  readonly tags: Readonly<Record<string, string>>
  readonly put: (state: Writer, tags: Readonly<Record<string, string>>) => void
}

/** What has this id in the organization. */
export function requireTagged(within: Within, id: string): Tagged {
  const { state, organization } = within
  if (id.startsWith('p-')) {
    if (fullAccessPolicy(id) !== undefined) throw notSupported()
    const policy = organizationPolicies.get(state, organization.id, id)
    if (policy === undefined) throw told('TargetNotFoundException')
    return { tags: policy.tags, put: (to, tags) => organizationPolicies.put(to, { ...policy, tags }) }
  }
  if (id.startsWith('rp-')) {
    const policy = organizationResourcePolicies.get(state, organization.id)
    if (policy?.id !== id) throw told('TargetNotFoundException')
    return { tags: policy.tags, put: (to, tags) => organizationResourcePolicies.put(to, { ...policy, tags }) }
  }
  if (id.startsWith('rt-')) throw notSupported()
  const node = nodeOf(within, id)
  if (node === undefined) throw told('TargetNotFoundException')
  return { tags: node.tags, put: (to, tags) => node.put(to, { tags }) }
}

const notSupported = () => invalidValue('TARGET_NOT_SUPPORTED', "You can't perform the specified operation on that target entity.")
