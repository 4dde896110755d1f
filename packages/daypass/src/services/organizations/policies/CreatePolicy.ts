import {
  ORGANIZATION_POLICY_QUOTAS,
  type OrganizationPolicyRecord,
  organizationPolicies,
} from '../../../directory/organizations/organization-policy.js'
import { constraintViolation, told } from '../errors.js'
import { wholePermission } from '../named.js'
import { organizationsOperation } from '../organizations.js'
import { checkName } from '../page.js'
import { checkTagList, createdWithTags, mergedTags } from '../tagging.js'
import { withinOf } from '../tree.js'
import { DOCUMENT_BODY, policySummary, requireDocument, requireFreeName, requireType } from './policy.js'

/** Creates a policy that nothing has attached yet (Organizations API reference, CreatePolicy). Its type need not be enabled. */
export const CreatePolicy = organizationsOperation('CreatePolicy', {
  summary: 'Makes a policy for the services or the resources of member accounts.',
  actions: ['organizations:CreatePolicy', 'organizations:TagResource'],
  maxBody: DOCUMENT_BODY,
  check({ Name, Tags }) {
    checkName(Name)
    checkTagList(Tags)
  },
  authorize: ({ Type, Tags }, caller, reads) =>
    createdWithTags(wholePermission('organizations:CreatePolicy', { caller, reads, context: { 'organizations:PolicyType': Type } }), Tags),
  handle({ Content: text, Description: description, Name: name, Type, Tags }, caller, deps) {
    const { state, ids } = deps
    const within = withinOf(caller, deps)
    const { organization } = within
    const type = requireType(Type)
    if (organization.featureSet !== 'ALL') throw told('PolicyTypeNotAvailableForOrganizationException')
    requireDocument(text, type)
    requireFreeName(within, type, name)
    const most = ORGANIZATION_POLICY_QUOTAS[type].policies
    if (organizationPolicies.countOf(state, { organization: organization.id, type }, most) >= most)
      throw constraintViolation(
        'POLICY_NUMBER_LIMIT_EXCEEDED',
        'You attempted to exceed the number of policies that you can have in an organization.',
      )
    const id = organizationPolicies.newId(ids)
    const made: OrganizationPolicyRecord = {
      ...{ organization: organization.id, id, type, name, description, text, stamp: organizationPolicies.newStamp(ids) },
      ...{ tags: mergedTags({}, Tags), uses: { generation: 0, count: 0 } },
    }
    organizationPolicies.put(state, made)
    return { Policy: { PolicySummary: policySummary(organization, made), Content: text } }
  },
})
