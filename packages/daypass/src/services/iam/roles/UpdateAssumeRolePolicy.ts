import { roles } from '../../../directory/iam/role.js'
import { boundedPermission } from '../boundaries/boundary.js'
import { DOCUMENT_FORM, operation } from '../iam.js'
import { requireTrust } from './role.js'

/** Replaces the trust policy of a role (IAM API reference, UpdateAssumeRolePolicy). */
export const UpdateAssumeRolePolicy = operation('UpdateAssumeRolePolicy', {
  summary: 'Replaces the trust policy of a role.',
  actions: ['iam:UpdateAssumeRolePolicy'],
  maxBody: DOCUMENT_FORM,
  authorize: (input, { account }, { state }) => [
    boundedPermission(roles, 'iam:UpdateAssumeRolePolicy', { named: { account, name: input.RoleName, state } }),
  ],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    roles.put(state, { ...role, trust: requireTrust(input.PolicyDocument, state, { account, stored: role.trust }) })
  },
})
