import { organizationRecords, type OrganizationRecord } from '../../../directory/organizations/organization.js'
import { organizationMembers } from '../../../directory/organizations/organization-member.js'
import { told } from '../errors.js'
import { organizationsOperation } from '../organizations.js'
import { wholePermission } from '../named.js'
import { organizationOutput, requireMayCreate, requireServiceLinkedRole } from './organization.js'

/**
 * Creates an organization with the caller's account as its management account, and one root. With all features service control policies are enabled
 * (Organizations API reference, CreateOrganization).
 */
export const CreateOrganization = organizationsOperation('CreateOrganization', {
  summary: 'Makes an organization, managed by the account that calls.',
  actions: ['organizations:CreateOrganization'],
  authorize: (_input, caller, reads) => [wholePermission('organizations:CreateOrganization', { caller, reads })],
  handle({ FeatureSet: featureSet = 'ALL' }, caller, deps) {
    const { state, ids, clock } = deps
    requireMayCreate({ caller, deps })
    if (organizationMembers.get(state, caller.account) !== undefined) throw told('AlreadyInOrganizationException')
    requireServiceLinkedRole({ caller, deps })
    const hasAll = featureSet === 'ALL'
    const made: OrganizationRecord = {
      ...{ id: organizationRecords.newId(ids), managementAccount: caller.account, createdAt: clock.now(), featureSet },
      ...{ root: organizationRecords.newRootId(ids), attached: {}, tags: {}, serviceAccess: {}, delegated: {}, rootFeatures: [] },
      policyTypes: hasAll ? ['SERVICE_CONTROL_POLICY'] : [],
      generations: hasAll ? { SERVICE_CONTROL_POLICY: 1 } : {},
    }
    organizationRecords.put(state, made)
    organizationMembers.add(state, {
      ...{ account: caller.account, organization: made.id, parent: made.root, joinedMethod: 'INVITED', joinedAt: made.createdAt },
      ...{ attached: {}, tags: {} },
    })
    return { Organization: organizationOutput(state, made) }
  },
})
