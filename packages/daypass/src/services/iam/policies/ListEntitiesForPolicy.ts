import { type Attachment, listAttachments } from '../../../directory/attachment.js'
import { getRole } from '../../../directory/role.js'
import type { Reader } from '../../../directory/state.js'
import { getUser } from '../../../directory/user.js'
import { operation } from '../iam.js'
import { inOrder, pageOf } from '../page.js'
import { isWithin } from '../paths.js'
import { checkPolicyArn, onPolicy, requirePolicy } from './policy.js'

/** The roles, then the users, that a policy is attached to (IAM API reference, ListEntitiesForPolicy). There are no groups here. */
export const ListEntitiesForPolicy = operation('ListEntitiesForPolicy', {
  summary: 'Lists the users and roles that a managed policy is attached to.',
  actions: ['iam:ListEntitiesForPolicy'],
  check: (input) => checkPolicyArn(input.PolicyArn),
  authorize: (input, _caller, { state }) => [onPolicy('iam:ListEntitiesForPolicy', input.PolicyArn, state)],
  handle(input, { account }, deps) {
    requirePolicy(deps, account, input.PolicyArn)
    const attached = input.PolicyUsageFilter === 'PermissionsBoundary' ? [] : listAttachments(deps.state, input.PolicyArn, account)
    const wanted = input.EntityFilter?.toLowerCase()
    const within = isWithin(input.PathPrefix)
    const listing = {
      ...inOrder(attached, ({ kind, name }) => `${kind}/${name.toLowerCase()}`),
      operation: 'ListEntitiesForPolicy',
      account,
      filter: [input.PolicyArn, wanted, input.PathPrefix, input.PolicyUsageFilter],
      keep: (one: Attachment) => (wanted === undefined || wanted === one.kind) && within({ path: pathOf(one, deps.state) }),
    }
    const { items, end } = pageOf(input, listing, deps)
    const PolicyRoles = items.filter(({ kind }) => kind === 'role').map(({ name, id }) => ({ RoleName: name, RoleId: id }))
    const PolicyUsers = items.filter(({ kind }) => kind === 'user').map(({ name, id }) => ({ UserName: name, UserId: id }))
    return { PolicyGroups: [], PolicyRoles, PolicyUsers, ...end }
  },
})

function pathOf({ kind, account, name }: Attachment, state: Reader): string {
  const entity = kind === 'user' ? getUser(state, account, name) : getRole(state, account, name)
  return entity?.path ?? ''
}
