import { organizationRecords } from '../../../directory/organizations/organization.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { rootOutput } from '../organization/organization.js'
import { withinOf } from '../tree.js'
import { requireType } from './policy.js'
import { requireRoot, typeKey } from './target.js'

/**
 * Disables a type of policies, and with it detaches all of that type from everything; the policies stay (Organizations API reference,
 * DisablePolicyType). It is disabled at once.
 */
export const DisablePolicyType = organizationsOperation('DisablePolicyType', {
  summary: 'Disables a type of policies, which detaches all of that type.',
  actions: ['organizations:DisablePolicyType'],
  authorize: ({ RootId, PolicyType }, caller, reads) => [
    namedPermission('organizations:DisablePolicyType', RootId, { caller, reads, context: typeKey(PolicyType) }),
  ],
  handle({ RootId, PolicyType }, caller, deps) {
    const { organization } = withinOf(caller, deps)
    requireRoot(organization, RootId)
    const type = requireType(PolicyType)
    if (!organization.policyTypes.includes(type)) throw told('PolicyTypeNotEnabledException')
    const changed = { ...organization, policyTypes: organization.policyTypes.filter((one) => one !== type) }
    organizationRecords.put(deps.state, changed)
    return { Root: rootOutput(changed) }
  },
})
