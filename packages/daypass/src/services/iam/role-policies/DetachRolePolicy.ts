import { roles } from '../../../directory/iam/role.js'
import { detachPolicy } from '../attached-policy.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { rolePermission } from '../roles/role.js'

/** Detaches a managed policy from a role (IAM API reference, DetachRolePolicy). */
export const DetachRolePolicy = operation('DetachRolePolicy', {
  summary: 'Detaches a managed policy from a role.',
  actions: ['iam:DetachRolePolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    rolePermission('iam:DetachRolePolicy', { account, name: input.RoleName, state }, { 'iam:PolicyARN': input.PolicyArn }),
  ],
  handle(input, { account }, deps) {
    const principal = roles.require(deps.state, account, input.RoleName)
    roles.put(deps.state, detachPolicy('role', { principal, arn: input.PolicyArn }, deps))
  },
})
