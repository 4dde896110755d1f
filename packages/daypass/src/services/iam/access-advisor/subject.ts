/**
 * access-advisor: which services someone's policies allow, and when they were last used. Owns whose policies a report is about and who could have used them.
 * Refuses to show a report to anyone but who asked for it. Leaves when something was used to directory.
 */
import { type Grants, grantedServices } from '../../../access/granted-services.js'
import { parseIamArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { listUses, attachmentPosition } from '../../../directory/iam/attachment.js'
import { type GroupRecord, groups } from '../../../directory/iam/group.js'
import { groupsOf, membersOf } from '../../../directory/iam/group-member.js'
import { managedPolicy, policies } from '../../../directory/iam/policy.js'
import type { PolicyHolderKind, PolicyHolderRecord } from '../../../directory/iam/policy-holder.js'
import type { PrincipalRecord } from '../../../directory/iam/principal.js'
import { type RoleRecord, roles } from '../../../directory/iam/role.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import type { IamReads } from '../iam.js'
import { readPolicyPermission } from '../policies/policy.js'
import { namedBy, sourcePermission } from '../simulation/policy-source.js'

/** A user or role that could have used the policies of a subject. */
export interface Entity {
  readonly kind: 'user' | 'role'
  readonly arn: string
  readonly record: PrincipalRecord
}

/** A policy of someone's: where it is, and which services it allows. */
export interface HeldPolicy {
  readonly grants: Grants
  /** Of a managed policy. */
  readonly arn?: string
  readonly name: string
  readonly holder: PolicyHolderRecord
  readonly kind: PolicyHolderKind
}

/** Whose permissions a report is about. */
export interface ReportSubject {
  /** Which services its permission policies allow: of a user, those of its groups too; no boundary and no resource policy. */
  readonly grants: Grants
  readonly entities: () => Iterable<Entity>
}

const KINDS = { group: groups, role: roles, user: users }
const isPolicy = (arn: string): boolean => parseIamArn(arn, 'policy') !== undefined

/** Refuses what is not the ARN of a user, group, role or, if asked, policy, and what another account has: it does not exist here. */
export function checkSubject(arn: string, { account }: Caller, { policies: arePoliciesMeant }: { readonly policies: boolean }): void {
  const policy = arePoliciesMeant ? parseIamArn(arn, 'policy') : undefined
  if (policy !== undefined) {
    if (policy.account !== account && policy.account !== 'aws') throw policies.notFound(arn)
    return
  }
  const named = namedBy(arn)
  if (named.account !== account) throw KINDS[named.kind].notFound(named.name)
}

/** The required permission to see someone's last access, or that through a policy. */
export const subjectPermission = (
  action: string,
  arn: string,
  { account, state }: { account: string; state: Reader },
): RequiredPermission =>
  isPolicy(arn) ? readPolicyPermission(action, { account, name: arn, state }) : sourcePermission(action, arn, state)

/** Refuses an ARN that nothing has. Reads little: a commit cannot expect all policies of someone to be unchanged. */
export function requireExisting(arn: string, { state, awsManaged }: IamReads): void {
  if (!isPolicy(arn)) requireIdentity(arn, state)
  else if (managedPolicy(state, awsManaged, { arn }) === undefined) throw policies.notFound(arn)
}

/** The subject with this ARN, as seen from the account. */
export function requireSubject(arn: string, account: string, reads: IamReads): ReportSubject {
  const { state } = reads
  if (isPolicy(arn)) {
    const policy = managedPolicy(state, reads.awsManaged, { arn })
    if (policy === undefined) throw policies.notFound(arn)
    return { grants: grantedServices(policy.text()), entities: () => usersOfPolicy(state, arn, account) }
  }
  const held = requireIdentity(arn, state)
  const found = policiesOf(held, reads)
  return { grants: (service) => found.some(({ grants }) => grants(service)), entities: () => entitiesOf(held, state) }
}

/** A user, group or role. */
type Identity =
  | { readonly kind: 'user'; readonly record: UserRecord }
  | { readonly kind: 'group'; readonly record: GroupRecord }
  | { readonly kind: 'role'; readonly record: RoleRecord }

/** The user, group or role of this ARN, path included. */
export function requireIdentity(arn: string, state: Reader): Identity {
  const { kind, account, name } = namedBy(arn)
  if (kind === 'user') return { kind, record: withArn(users, arn, users.require(state, account, name)) }
  if (kind === 'group') return { kind, record: withArn(groups, arn, groups.require(state, account, name)) }
  return { kind, record: withArn(roles, arn, roles.require(state, account, name)) }
}

function withArn<R extends PolicyHolderRecord>(
  { arn: arnOf, notFound }: { arn: (record: R) => string; notFound: (name: string) => Error },
  arn: string,
  record: R,
): R {
  if (arnOf(record) !== arn) throw notFound(record.name)
  return record
}

/** The policies of a user, group or role: its own and, of a user, those of its groups. */
export function policiesOf(held: Identity, reads: IamReads): HeldPolicy[] {
  const own = ownPolicies(held.kind, held.record, reads)
  if (held.kind !== 'user') return own
  return [...own, ...groupsOf(reads.state, held.record).flatMap((group) => ownPolicies('group', group, reads))]
}

function ownPolicies(kind: PolicyHolderKind, holder: PolicyHolderRecord, { state, awsManaged }: IamReads): HeldPolicy[] {
  const inline = Object.entries(holder.inlinePolicies).map(([name, text]) => ({ kind, holder, name, grants: grantedServices(text) }))
  const attached = holder.attachedPolicies.flatMap((arn) => {
    const policy = managedPolicy(state, awsManaged, { arn })
    const name = parseIamArn(arn, 'policy')?.name ?? arn
    return policy === undefined ? [] : { kind, holder, name, arn, grants: grantedServices(policy.text()) }
  })
  return [...inline, ...attached]
}

const userEntity = (record: UserRecord): Entity => ({ kind: 'user', arn: users.arn(record), record })
const roleEntity = (record: RoleRecord): Entity => ({ kind: 'role', arn: roles.arn(record), record })

function entitiesOf(held: Identity, state: Reader): Iterable<Entity> {
  if (held.kind === 'group') return members(state, held.record)
  return [held.kind === 'user' ? userEntity(held.record) : roleEntity(held.record)]
}

const PAGE = 100

function* members(state: Reader, group: GroupRecord): Generator<Entity> {
  for (let from = ''; ; ) {
    const page = membersOf(state, group, { from, limit: PAGE })
    for (const user of page) yield userEntity(user)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    from = `${last.name.toLowerCase()}\u0001`
  }
}

/** The users and roles of the account that have the policy attached, and the members of groups that have, each once. */
function* usersOfPolicy(state: Reader, policyArn: string, account: string): Generator<Entity> {
  const seen = new Set<string>()
  for (const found of attachedTo(state, policyArn, account)) {
    if (seen.has(found.record.id)) continue
    seen.add(found.record.id)
    yield found
  }
}

function* attachedTo(state: Reader, policyArn: string, account: string): Generator<Entity> {
  for (let from = ''; ; ) {
    const page = listUses(state, { policyArn, account, uses: ['attachment'] }, { from, limit: PAGE })
    for (const { kind, id } of page) yield* entitiesById(state, kind, id)
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return
    from = `${attachmentPosition(last)}\u0001`
  }
}

function entitiesById(state: Reader, kind: PolicyHolderKind, id: string): Iterable<Entity> {
  if (kind === 'group') {
    const group = groups.getById(state, id)
    return group === undefined ? [] : members(state, group)
  }
  const user = kind === 'user' ? users.getById(state, id) : undefined
  if (user !== undefined) return [userEntity(user)]
  const role = roles.getById(state, id)
  return role === undefined ? [] : [roleEntity(role)]
}
