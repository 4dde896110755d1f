import { listProfilesOfRole } from '../../../directory/iam/instance-profile.js'
import { roles } from '../../../directory/iam/role.js'
import { operation } from '../iam.js'
import { profileOutput } from '../instance-profiles/instance-profile.js'
import { pageOf } from '../page.js'
import { rolePermission } from './role.js'

/** The instance profiles that the role is in by name (IAM API reference, ListInstanceProfilesForRole). */
export const ListInstanceProfilesForRole = operation('ListInstanceProfilesForRole', {
  summary: 'Lists the instance profiles that a role is in.',
  actions: ['iam:ListInstanceProfilesForRole'],
  authorize: (input, { account }, { state }) => [
    rolePermission('iam:ListInstanceProfilesForRole', { account, name: input.RoleName, state }),
  ],
  handle(input, { account }, deps) {
    const role = roles.require(deps.state, account, input.RoleName)
    const listing = {
      operation: 'ListInstanceProfilesForRole',
      account,
      filter: [role.id],
      read: (from: string, limit: number) => listProfilesOfRole(deps.state, role, { from, limit }),
      position: ({ name }: { name: string }) => name.toLowerCase(),
    }
    const { items, end } = pageOf(input, listing, deps)
    return { InstanceProfiles: items.map((profile) => profileOutput(profile, deps.state)), ...end }
  },
})
