import { type Context, type Principal, principalKeys } from '@daypass/policy'
import { parseArn, parseIamArn, roleArn, userArn } from '../../core/arn.js'
import { isServiceLinked, isServiceLinkedPath, type RoleRecord } from '../../directory/iam/role.js'
import type { UserRecord } from '../../directory/iam/user.js'

/** The caller of the simulated request, and the condition keys that follow from the caller alone (names in lower case). */
export interface SimulatedCaller {
  readonly principal: Principal
  readonly keys: Context
}

interface Named {
  readonly principal: Principal
  readonly userName?: string
  /** The unique id and, for a session, its name. */
  readonly userId?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** An existing user, with everything that is known about it. */
export function callerOfUser({ account, path, name, id, tags }: UserRecord): SimulatedCaller {
  const principal: Principal = { kind: 'user', account, arn: userArn(account, path, name), id }
  return withKeys({ principal, userName: name, userId: id, tags })
}

/** A session of an existing role. Without a name it is an unnamed session: no policy that names a session matches it, and it has no `aws:userid`. */
export function callerOfRole(role: RoleRecord, session?: string): SimulatedCaller {
  const { account, path, name, id, tags } = role
  const own = roleArn(account, path, name)
  const arn = session === undefined ? own : `arn:aws:sts::${account}:assumed-role/${name}/${session}`
  const principal: Principal = { kind: 'role', account, arn, roleArn: own, id, ...(isServiceLinked(role) && { serviceLinked: true }) }
  return withKeys({ principal, tags, ...(session !== undefined && { userId: `${id}:${session}` }) })
}

/**
 * The principal that an ARN names: a user, a role or a session of a role, known from the text alone, so that nothing is revealed about existing ones.
 * A session's ARN does not contain the path of its role, which policies may depend on: `ofRole` is the role's own ARN. Undefined for any other
 * principal, and for a session of another role than `ofRole`.
 */
export function callerOfArn(arn: string, ofRole?: string): SimulatedCaller | undefined {
  const user = ofAccount(parseIamArn(arn, 'user'))
  if (user !== undefined) return withKeys({ principal: { kind: 'user', account: user.account, arn }, userName: user.name })
  const session = sessionOf(arn)
  const own = session === undefined ? arn : (ofRole ?? '')
  const role = ofAccount(parseIamArn(own, 'role'))
  if (role === undefined || (session && (session.account !== role.account || session.role !== role.name))) return undefined
  return withKeys({
    principal: { kind: 'role', account: role.account, arn, roleArn: own, ...(isServiceLinkedPath(role.path) && { serviceLinked: true }) },
  })
}

/** A principal of this account about which nothing else is known: a policy that names a user or role never matches it. */
export function someoneOf(account: string): SimulatedCaller {
  return { principal: { kind: 'user', account, arn: userArn(account, '/', '') }, keys: new Map() }
}

/** Account, role and name of a session's ARN. */
export function sessionOf(arn: string): { account: string; role: string; session: string } | undefined {
  const { partition, service, region, account = '', resource = '' } = parseArn(arn) ?? {}
  const [, role, session] = /^assumed-role\/([^/]+)\/([^/]+)$/.exec(resource) ?? []
  if (partition !== 'aws' || service !== 'sts' || region !== '' || role === undefined || session === undefined) return undefined
  return ofAccount({ account, role, session })
}

const ofAccount = <T extends { account: string }>(named: T | undefined): T | undefined =>
  named !== undefined && /^[0-9]{12}$/.test(named.account) ? named : undefined

/** The only place where a simulated caller gets its keys. */
function withKeys({ principal, ...known }: Named): SimulatedCaller {
  const { kind, account, arn, roleArn } = principal
  return { principal, keys: principalKeys({ kind, account, arn: roleArn ?? arn, ...known }) }
}
