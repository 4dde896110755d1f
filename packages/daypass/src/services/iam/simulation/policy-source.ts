import { callerOfRole, callerOfUser, type SimulatedCaller, someoneOf } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedDocument } from '../../../access/simulation/simulated-layer.js'
import { boundaryDocuments, sourceDocuments, userDocuments } from '../../../access/simulation/source-documents.js'
import { parseArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { groups } from '../../../directory/iam/group.js'
import type { PolicyHolderKind } from '../../../directory/iam/policy-holder.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { invalidInput } from '../errors.js'
import { groupPermission } from '../groups/group.js'
import type { IamReads } from '../iam.js'
import { rolePermission } from '../roles/role.js'
import { userPermission } from '../users/user.js'

interface Named {
  readonly kind: PolicyHolderKind
  readonly account: string
  readonly name: string
}

/** Whose policies are simulated: the identity-based documents, and the caller. `session` is the session name of a role. */
export interface PolicySource {
  readonly arn: string
  readonly documents: readonly SimulatedDocument[]
  /** The permissions boundary: undefined without one, no document where its policy is not there. */
  readonly boundary?: readonly SimulatedDocument[] | undefined
  readonly callerAs: (session?: string) => SimulatedCaller
}

/** Refuses an ARN that is not of a user, group or role, and one of another account. Both texts were observed on AWS. */
export function checkSource(arn: string, caller: Caller): void {
  const { account } = namedBy(arn)
  if (account === caller.account) return
  const message = `Invalid Policy Source Arn: caller's account ${caller.account} does not have access to policies in account ${account}`
  throw invalidInput(message)
}

/** The required permission to read someone's policies: on the real ARN with its tags, or on the given ARN if nothing has it. */
export function sourcePermission(action: string, arn: string, state: Reader): RequiredPermission {
  const { kind, account, name } = namedBy(arn)
  const asGiven: RequiredPermission = { action, resource: arn, context: {} }
  const { named: _named, ...found } = PERMISSIONS[kind](action, { account, name, state })
  return found.resource === arn ? found : asGiven
}

const PERMISSIONS = { group: groupPermission, role: rolePermission, user: userPermission }

/** The user, group or role of this ARN, path included. A group is not a caller: someone of the account has its policies. */
export function requireSource(arn: string, reads: IamReads): PolicySource {
  const { kind, account, name } = namedBy(arn)
  const { state } = reads
  if (kind === 'group') {
    const group = groups.get(state, account, name)
    if (group === undefined || groups.arn(group) !== arn) throw groups.notFound(name)
    return { arn, documents: sourceDocuments('group', group, reads), callerAs: () => someoneOf(account) }
  }
  if (kind === 'user') {
    const user = users.get(state, account, name)
    if (user === undefined || users.arn(user) !== arn) throw users.notFound(name)
    return { arn, documents: userDocuments(user, reads), boundary: boundaryDocuments(user, reads), callerAs: () => callerOfUser(user) }
  }
  const role = roles.get(state, account, name)
  if (role === undefined || roles.arn(role) !== arn) throw roles.notFound(name)
  return {
    arn,
    documents: sourceDocuments('role', role, reads),
    boundary: boundaryDocuments(role, reads),
    callerAs: (session) => callerOfRole(role, session),
  }
}

/** What the ARN of a user, group or role names. Refuses any other. */
export function namedBy(arn: string): Named {
  const { partition, service, region, account = '', resource = '' } = parseArn(arn) ?? {}
  const [, kind, name] = /^(user|group|role)\/(?:[^/]+\/)*([^/]+)$/.exec(resource) ?? []
  if (partition === 'aws' && service === 'iam' && region === '' && isKind(kind) && name !== undefined) return { kind, account, name }
  throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
}

const isKind = (kind: string | undefined): kind is Named['kind'] => kind === 'user' || kind === 'group' || kind === 'role'
