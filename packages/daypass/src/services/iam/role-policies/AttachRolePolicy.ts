import { roles } from '../../../directory/iam/role.js'
import { attachPolicy } from '../attached-policy.js'
import { operation } from '../iam.js'
import { checkPolicyArn } from '../policies/policy.js'
import { rolePermission } from '../roles/role.js'

/** Attaches a managed policy to a role; nothing happens when it is attached already (IAM API reference, AttachRolePolicy). */
export const AttachRolePolicy = operation('AttachRolePolicy', {
  summary: 'Attaches a managed policy to a role.',
  actions: ['iam:AttachRolePolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    rolePermission('iam:AttachRolePolicy', { account, name: input.RoleName, state }, { 'iam:PolicyARN': input.PolicyArn }),
  ],
  handle(input, { account }, deps) {
    const principal = roles.require(deps.state, account, input.RoleName)
    roles.put(deps.state, attachPolicy('role', { principal, arn: input.PolicyArn }, deps))
  },
})
