import { roleArn, rootArn, userArn } from '../core/arn.js'
import type { Caller, RoleCaller, RootCaller, UserCaller } from '../core/caller.js'
import { newUniqueId } from '../core/ids.js'
import type { Operation, RequiredPermission } from '../core/operation.js'
import { accounts } from '../directory/account/account.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import { CreateAccount } from '../services/organizations/accounts/CreateAccount.js'
import { DescribeCreateAccountStatus } from '../services/organizations/accounts/DescribeCreateAccountStatus.js'
import { CreateOrganization } from '../services/organizations/organization/CreateOrganization.js'
import { ListRoots } from '../services/organizations/organization/ListRoots.js'
import { CreateOrganizationalUnit } from '../services/organizations/organizational-units/CreateOrganizationalUnit.js'
import { AttachPolicy } from '../services/organizations/policies/AttachPolicy.js'
import { CreatePolicy } from '../services/organizations/policies/CreatePolicy.js'
import { ACCOUNT, type InputOf, root, type World, type WorldOptions, world } from './world.js'

/** The root user of any account. */
export const rootOf = (account: string): RootCaller => ({
  ...{ kind: 'root', account, arn: rootArn(account), userId: account, accessKeyId: 'AKIAQAAAAAAATESTROOT' },
})

/** A session of a role that exists. */
export function sessionOf(w: World, account: string, name: string): RoleCaller {
  const role = w.read((state) => roles.get(state, account, name))
  if (role === undefined) throw new Error(`${account} has no role ${name}`)
  const own = { account, id: role.id, roleName: name, roleArn: roleArn(account, role.path, name), accessKeyId: 'ASIAQAAAAAAATESTROLE' }
  const session = { kind: 'role' as const, issuedAt: w.clock.now(), expiresAt: w.clock.now() + 3_600_000 }
  return { kind: 'role', ...own, arn: `arn:aws:sts::${account}:assumed-role/${name}/s`, userId: `${role.id}:s`, session }
}

/** A user of any account, with one inline policy that has this statement; without permission where there is none. */
export function userOf(w: World, account: string, { name, statement }: { name: string; statement?: object }): Promise<UserCaller> {
  return w.change((state) => {
    const id = newUniqueId(w.ids, 'AIDA', account)
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...statement }] }
    users.put(state, {
      ...{ account, name, path: '/', id, createdAt: 0, tags: {}, attachedPolicies: [], accessKeyIds: [] },
      inlinePolicies: statement === undefined ? {} : { own: JSON.stringify(document) },
    })
    return { kind: 'user', account, arn: userArn(account, '/', name), userId: id, accessKeyId: 'AKIAQAAAAAAATESTUSER', id, name }
  })
}

/** A standalone account of the installation. */
export async function standaloneAccount(w: World, id: string): Promise<RootCaller> {
  await w.change((state) => accounts.put(state, { id, name: `account ${id}`, createdAt: 0 }))
  return rootOf(id)
}

/** Makes an account in the organization, and gives its id. */
export async function memberAccount(w: World, name: string, over: Partial<InputOf<typeof CreateAccount>> = {}): Promise<string> {
  const made = await w.call(CreateAccount, { AccountName: name, Email: `${name}@example.com`, ...over })
  const CreateAccountRequestId = made.CreateAccountStatus?.Id ?? ''
  const { CreateAccountStatus } = await w.call(DescribeCreateAccountStatus, { CreateAccountRequestId })
  return CreateAccountStatus?.AccountId ?? ''
}

/** The root, a unit below it, and one account in the root; the organization is that of the world's account. */
export async function organizationWorld(options: WorldOptions = {}) {
  const w = await world(options)
  const { Organization } = await w.call(CreateOrganization, {})
  const id = Organization?.Id ?? ''
  const rootId = (await w.call(ListRoots, {})).Roots?.[0]?.Id ?? ''
  const unit = await unitOf(w, rootId, 'Workloads')
  const member = await memberAccount(w, 'dev')
  return { w, id, rootId, unit, member, admin: sessionOf(w, member, 'OrganizationAccountAccessRole'), arnOf: arnsOf(id) }
}

/** ARNs of an organization of the world's account. */
const arnsOf = (id: string) => (kind: string, tail: string) => `arn:aws:organizations::${ACCOUNT}:${kind}/${id}/${tail}`

/** Makes an organizational unit, and gives its id. */
export const unitOf = async (w: World, ParentId: string, Name: string): Promise<string> =>
  (await w.call(CreateOrganizationalUnit, { ParentId, Name })).OrganizationalUnit?.Id ?? ''

/** The document of a service control policy; each statement denies everything but for what it says. */
export const scp = (...statements: object[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Deny', ...('NotAction' in one ? {} : { Action: '*' }), Resource: '*', ...one })),
  })

/** Makes a policy, attaches it where that is given, and gives its id. */
export async function policyOf(
  w: World,
  Content: string,
  {
    at,
    type = 'SERVICE_CONTROL_POLICY',
    name = 'p',
  }: { at?: string; type?: 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY'; name?: string } = {},
): Promise<string> {
  const { Policy } = await w.call(CreatePolicy, { Content, Name: name, Description: '', Type: type })
  const PolicyId = Policy?.PolicySummary?.Id ?? ''
  if (at !== undefined) await w.call(AttachPolicy, { PolicyId, TargetId: at })
  return PolicyId
}

/** The permissions that a call of the root user requires, without the keys that every call of Organizations has. */
export const required = <Called extends Operation>(w: World, operation: Called, input: InputOf<Called>) =>
  requiredOf(w, root)(operation, input)

/** The same for another caller. */
export function requiredOf(w: World, caller: Caller) {
  return <Called extends Operation>({ name, authorize }: Called, input: InputOf<Called>) => {
    if (typeof authorize !== 'function') throw new Error(`${name} requires no permission`)
    return w.read((state) => authorize(input as never, caller, { state } as never)).map(shown)
  }
}

function shown({ action, resource, context = {} }: RequiredPermission) {
  const { 'aws:ResourceAccount': _owner, ...keys } = context
  return Object.keys(keys).length === 0 ? [action, resource] : [action, resource, keys]
}
