import { attachedPolicies } from '../../../directory/organizations/organization-attachment.js'
import { FULL_ACCESS } from '../../../directory/organizations/organization-policy.js'
import { constraintViolation, invalidValue, told } from '../errors.js'
import { organizationsOperation } from '../organizations.js'
import { nodeOf, withinOf } from '../tree.js'
import { detachFrom } from './attaching.js'
import { requireOrganizationPolicy } from './policy.js'
import { policyAndTarget } from './target.js'

/** Detaches a policy; the last one stays, and that of AWS for resources (Organizations API reference, DetachPolicy). It applies at once. */
export const DetachPolicy = organizationsOperation('DetachPolicy', {
  summary: 'Detaches a policy from the root, a unit or an account.',
  actions: ['organizations:DetachPolicy'],
  authorize: (input, caller, reads) => policyAndTarget('organizations:DetachPolicy', input, { caller, reads }),
  handle({ PolicyId, TargetId }, caller, deps) {
    const within = withinOf(caller, deps)
    const policy = requireOrganizationPolicy(within, PolicyId)
    const { id, type } = policy
    const node = nodeOf(within, TargetId)
    if (node === undefined) throw told('TargetNotFoundException')
    const attached = attachedPolicies(within.organization, node.attached, type)
    if (!attached.includes(id)) throw told('PolicyNotAttachedException')
    if (id === FULL_ACCESS.RESOURCE_CONTROL_POLICY.id)
      throw invalidValue('NON_DETACHABLE_POLICY', "You can't detach this AWS Managed Policy.")
    if (attached.length === 1)
      throw constraintViolation(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.',
      )
    detachFrom(within, node, { state: deps.state, policy })
  },
})
