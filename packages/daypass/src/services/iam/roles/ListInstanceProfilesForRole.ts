import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { rolePermission } from './role.js'

/** Always empty: daypass does not have instance profiles. Clients call it before they delete a role (IAM API reference, ListInstanceProfilesForRole). */
export const ListInstanceProfilesForRole = operation('ListInstanceProfilesForRole', {
  summary: 'Lists the instance profiles of a role: always none.',
  actions: ['iam:ListInstanceProfilesForRole'],
  authorize: (input, { account }, { state }) => [
    rolePermission('iam:ListInstanceProfilesForRole', { account, name: input.RoleName, state }),
  ],
  handle(input, { account }, { state }) {
    roles.require(state, account, input.RoleName)
    return { InstanceProfiles: [], IsTruncated: false }
  },
})
