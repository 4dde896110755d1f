import { type Attachment, attachmentPosition, listUses, type PolicyUse } from '../../../directory/iam/attachment.js'
import { groups } from '../../../directory/iam/group.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { PolicyUsageType } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { isWithin } from '../paths.js'
import { checkPolicyArn, readPolicyPermission, requirePolicy } from './policy.js'

/** The groups, roles and users that a policy is attached to, or whose permissions boundary it is (IAM API reference, ListEntitiesForPolicy). */
export const ListEntitiesForPolicy = operation('ListEntitiesForPolicy', {
  summary: 'Lists the users, groups and roles that a managed policy is attached to.',
  actions: ['iam:ListEntitiesForPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, { account }, { state }) => [
    readPolicyPermission('iam:ListEntitiesForPolicy', { account, name: input.PolicyArn, state }),
  ],
  handle(input, { account }, deps) {
    requirePolicy(deps, account, input.PolicyArn)
    const of = { policyArn: input.PolicyArn, account, uses: USES[input.PolicyUsageFilter ?? 'Any'] }
    const wanted = input.EntityFilter?.toLowerCase()
    const within = isWithin(input.PathPrefix)
    const listing = {
      read: (from: string, limit: number) => listUses(deps.state, of, { from, limit }),
      position: attachmentPosition,
      operation: 'ListEntitiesForPolicy',
      account,
      filter: [input.PolicyArn, wanted, input.PathPrefix, input.PolicyUsageFilter],
      keep: (one: Attachment) => (wanted === undefined || wanted === one.kind) && within({ path: pathOf(one, deps.state) }),
    }
    const { items, end } = pageOf(input, listing, deps)
    const PolicyGroups = items.filter(({ kind }) => kind === 'group').map(({ name, id }) => ({ GroupName: name, GroupId: id }))
    const PolicyRoles = items.filter(({ kind }) => kind === 'role').map(({ name, id }) => ({ RoleName: name, RoleId: id }))
    const PolicyUsers = items.filter(({ kind }) => kind === 'user').map(({ name, id }) => ({ UserName: name, UserId: id }))
    return { PolicyGroups, PolicyRoles, PolicyUsers, ...end }
  },
})

const USES: Readonly<Record<PolicyUsageType | 'Any', readonly PolicyUse[]>> = {
  Any: ['attachment', 'boundary'],
  PermissionsPolicy: ['attachment'],
  PermissionsBoundary: ['boundary'],
}

const KINDS = { group: groups, role: roles, user: users }

function pathOf({ kind, account, name }: Attachment, state: Reader): string {
  return KINDS[kind].get(state, account, name)?.path ?? ''
}
