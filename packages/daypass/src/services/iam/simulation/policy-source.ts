import { callerOfRole, callerOfUser, type SimulatedCaller } from '../../../access/simulation/simulated-caller.js'
import type { SimulatedDocument } from '../../../access/simulation/simulated-layer.js'
import { sourceDocuments } from '../../../access/simulation/source-documents.js'
import { parseArn } from '../../../core/arn.js'
import type { Caller } from '../../../core/caller.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { invalidInput, noSuchEntity } from '../errors.js'
import type { IamReads } from '../iam.js'
import { rolePermission } from '../roles/role.js'
import { userPermission } from '../users/user.js'

interface Named {
  readonly kind: 'user' | 'role' | 'group'
  readonly account: string
  readonly name: string
}

/** Whose policies are simulated: the identity-based documents, and the caller. `session` is the session name of a role. */
export interface PolicySource {
  readonly arn: string
  readonly documents: readonly SimulatedDocument[]
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
  if (kind === 'group') return asGiven
  const question = kind === 'user' ? userPermission(action, { account, name, state }) : rolePermission(action, { account, name, state })
  const { named: _named, ...found } = question
  return found.resource === arn ? found : asGiven
}

/** The user or role with this ARN, path included. There are no groups yet. */
export function requireSource(arn: string, reads: IamReads): PolicySource {
  const { kind, account, name } = namedBy(arn)
  const { state } = reads
  if (kind === 'group') throw noSuchEntity(`The group with name ${name} cannot be found.`)
  if (kind === 'user') {
    const user = users.get(state, account, name)
    if (user === undefined || users.arn(user) !== arn) throw users.notFound(name)
    return { arn, documents: sourceDocuments('user', user, reads), callerAs: () => callerOfUser(user) }
  }
  const role = roles.get(state, account, name)
  if (role === undefined || roles.arn(role) !== arn) throw roles.notFound(name)
  return { arn, documents: sourceDocuments('role', role, reads), callerAs: (session) => callerOfRole(role, session) }
}

function namedBy(arn: string): Named {
  const { partition, service, region, account = '', resource = '' } = parseArn(arn) ?? {}
  const [, kind, name] = /^(user|group|role)\/(?:[^/]+\/)*([^/]+)$/.exec(resource) ?? []
  if (partition === 'aws' && service === 'iam' && region === '' && isKind(kind) && name !== undefined) return { kind, account, name }
  throw invalidInput(`Invalid Entity Arn: ${arn} does not clearly define entity type and name.`)
}

const isKind = (kind: string | undefined): kind is Named['kind'] => kind === 'user' || kind === 'group' || kind === 'role'
