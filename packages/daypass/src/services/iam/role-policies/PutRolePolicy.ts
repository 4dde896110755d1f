import { roles } from '../../../directory/iam/role.js'
import { DOCUMENT_FORM, operation } from '../iam.js'
import { putInline } from '../inline-policy.js'
import { rolePermission } from '../roles/role.js'

/** Writes an inline policy into a role, in place of one of the same name (IAM API reference, PutRolePolicy). */
export const PutRolePolicy = operation('PutRolePolicy', {
  summary: 'Adds or replaces an inline policy of a role.',
  actions: ['iam:PutRolePolicy'],
  maxBody: DOCUMENT_FORM,
  authorize: (input, { account }, { state }) => [rolePermission('iam:PutRolePolicy', { account, name: input.RoleName, state })],
  handle(input, { account }, { state }) {
    const role = roles.require(state, account, input.RoleName)
    roles.put(state, putInline('role', role, { name: input.PolicyName, text: input.PolicyDocument }))
  },
})
