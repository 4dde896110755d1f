import { attach } from '../../../directory/iam/attachment.js'
import { type RoleRecord, roles, serviceLinkedPath } from '../../../directory/iam/role.js'
import { invalidInput } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { newRoleOutput, withDescription } from '../roles/role.js'
import { requestedArn, requestedRole, trustOf } from './linked-service.js'

const SECONDS = 3_600

/**
 * Creates the role of a service, with the name, the trust policy and the policy that AWS gives it (IAM API reference, CreateServiceLinkedRole; recorded
 * in March 2025). It may exceed the quota of roles. The policy is one that nobody can attach otherwise.
 */
export const CreateServiceLinkedRole = operation('CreateServiceLinkedRole', {
  summary: 'Makes the role that a service of AWS acts with in the account.',
  actions: ['iam:CreateServiceLinkedRole'],
  notEnforced: 'none of these services is here, and nobody else can assume its role',
  authorize: (input, { account }) => [
    {
      action: 'iam:CreateServiceLinkedRole',
      resource: requestedArn(input, account),
      context: { 'iam:AWSServiceName': input.AWSServiceName },
    },
  ],
  handle(input, { account }, deps) {
    const { state, ids, clock } = deps
    const { service, name, policy, description } = requestedRole(input, deps)
    if (roles.get(state, account, name) !== undefined)
      throw invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`)
    const trust = trustOf(service)
    const made: RoleRecord = {
      account,
      name,
      path: serviceLinkedPath(service),
      id: roles.newId(ids, account),
      createdAt: timeOf(clock),
      tags: {},
      trust,
      maxSessionDuration: SECONDS,
      ownedBy: 'service',
      inlinePolicies: {},
      attachedPolicies: [],
    }
    const role = attach(state, 'role', { record: withDescription(made, input.Description ?? description), arn: policy })
    roles.put(state, role)
    return { Role: { ...newRoleOutput(role, trust), Description: role.description } }
  },
})
