import { organizationRecords } from '../../../directory/organizations/organization.js'
import { told } from '../errors.js'
import { namedPermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { withinOf } from '../tree.js'
import { rootOutput } from '../organization/organization.js'
import { requireType } from './policy.js'
import { requireRoot, typeKey } from './target.js'

/**
 * Enables a type of policies: the policy of AWS is then attached to the root, to every unit and account (Organizations API reference, EnablePolicyType).
 * It is enabled at once.
 */
export const EnablePolicyType = organizationsOperation('EnablePolicyType', {
  summary: 'Enables a type of policies in the root.',
  actions: ['organizations:EnablePolicyType'],
  authorize: ({ RootId, PolicyType }, caller, reads) => [
    namedPermission('organizations:EnablePolicyType', RootId, { caller, reads, context: typeKey(PolicyType) }),
  ],
  handle({ RootId, PolicyType }, caller, deps) {
    const { organization } = withinOf(caller, deps)
    requireRoot(organization, RootId)
    const type = requireType(PolicyType)
    if (organization.featureSet !== 'ALL') throw told('PolicyTypeNotAvailableForOrganizationException')
    if (organization.policyTypes.includes(type)) throw told('PolicyTypeAlreadyEnabledException')
    const changed = {
      ...organization,
      policyTypes: [...organization.policyTypes, type],
      generations: { ...organization.generations, [type]: (organization.generations[type] ?? 0) + 1 },
    }
    organizationRecords.put(deps.state, changed)
    return { Root: rootOutput(changed) }
  },
})
