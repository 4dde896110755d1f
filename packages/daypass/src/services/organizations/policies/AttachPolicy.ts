import { attachedPolicies } from '../../../directory/organizations/organization-attachment.js'
import { ORGANIZATION_POLICY_QUOTAS } from '../../../directory/organizations/organization-policy.js'
import { constraintViolation, told } from '../errors.js'
import { organizationsOperation } from '../organizations.js'
import { nodeOf, withinOf } from '../tree.js'
import { attachTo } from './attaching.js'
import { requireOrganizationPolicy } from './policy.js'
import { policyAndTarget } from './target.js'

/** Attaches a policy of an enabled type to the root, a unit or an account (Organizations API reference, AttachPolicy). It applies at once. */
export const AttachPolicy = organizationsOperation('AttachPolicy', {
  summary: 'Attaches a policy to the root, a unit or an account.',
  actions: ['organizations:AttachPolicy'],
  authorize: (input, caller, reads) => policyAndTarget('organizations:AttachPolicy', input, { caller, reads }),
  handle({ PolicyId, TargetId }, caller, deps) {
    const within = withinOf(caller, deps)
    const policy = requireOrganizationPolicy(within, PolicyId)
    const { type } = policy
    const node = nodeOf(within, TargetId)
    if (node === undefined) throw told('TargetNotFoundException')
    if (!within.organization.policyTypes.includes(type)) throw told('PolicyTypeNotEnabledException')
    const attached = attachedPolicies(within.organization, node.attached, type)
    if (attached.includes(policy.id)) throw told('DuplicatePolicyAttachmentException')
    if (attached.length >= ORGANIZATION_POLICY_QUOTAS[type].attached)
      throw constraintViolation(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You have attached the maximum number of policies to the specified target.',
      )
    attachTo(within, node, { state: deps.state, policy })
  },
})
