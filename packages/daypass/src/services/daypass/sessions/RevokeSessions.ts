import { assumedRoleArn, parseArn, roleArn, rootArn, userArn } from '../../../core/arn.js'
import { WireError } from '../../../core/error.js'
import { pruneRevocations, type RevokedSessions, revokeSessions } from '../../../directory/revocation.js'
import { getRole } from '../../../directory/role.js'
import type { Reader } from '../../../directory/state.js'
import { getUser } from '../../../directory/user.js'
import type { RevokeSessionsRequest } from '../../../wire/generated/daypass.js'
import { operation } from '../daypass.js'

/**
 * Ends sessions of the caller's account that were issued before a moment, or up to now. Beyond AWS, which can only deny them everything by policy: a
 * revoked session is no credential any more, to any service, from the next request on, in every process on the store.
 * Sessions that were assumed with a revoked one are sessions of their own and stay: revoke by source identity to end a whole chain.
 */
export const RevokeSessions = operation('RevokeSessions', {
  check: (input) => void selectorOf(input),
  authorize: (input, { account }, { state }) => [{ action: 'daypass:RevokeSessions', resource: resourceOf(input, account, state) }],
  handle(input, { account }, { state, clock }) {
    const now = clock.now()
    const before = input.IssuedBefore?.getTime() ?? now + 1
    if (before > now + 1) throw invalid('IssuedBefore lies in the future: sessions that do not exist yet cannot be revoked.')
    revokeSessions(state, account, { sessions: sessionsOf(input, account, state), before })
    pruneRevocations(state, account, now)
    return { IssuedBefore: new Date(before) }
  },
})

const invalid = (message: string): WireError => new WireError('ValidationError', message)
const SELECTORS = ['RoleName', 'UserName', 'SessionArn', 'SourceIdentity'] as const

/** The one thing that tells which sessions are meant; undefined: all that are old enough. */
function selectorOf(input: RevokeSessionsRequest): (typeof SELECTORS)[number] | undefined {
  const given = SELECTORS.filter((name) => input[name] !== undefined)
  if (given.length > 1) throw invalid(`Name one of ${SELECTORS.join(', ')}, not ${given.join(' and ')}.`)
  if (given.length === 0 && input.IssuedBefore === undefined) throw invalid(`Name one of ${SELECTORS.join(', ')}, or IssuedBefore.`)
  return given[0]
}

function resourceOf(input: RevokeSessionsRequest, account: string, state: Reader): string {
  const { RoleName, UserName, SessionArn } = input
  if (RoleName !== undefined) return roleArn(account, getRole(state, account, RoleName)?.path ?? '/', RoleName)
  if (UserName !== undefined) return userArn(account, getUser(state, account, UserName)?.path ?? '/', UserName)
  return SessionArn ?? rootArn(account).replace(/root$/, '*')
}

function sessionsOf(input: RevokeSessionsRequest, account: string, state: Reader): RevokedSessions {
  const { RoleName, UserName, SessionArn, SourceIdentity } = input
  if (RoleName !== undefined) return { kind: 'role', value: found(getRole(state, account, RoleName), 'role', RoleName).id }
  if (UserName !== undefined) return { kind: 'user', value: found(getUser(state, account, UserName), 'user', UserName).id }
  if (SourceIdentity !== undefined) return { kind: 'source-identity', value: SourceIdentity }
  return SessionArn === undefined ? { kind: 'all' } : { kind: 'session', value: userIdOf(SessionArn, account, state) }
}

function found<T>(entity: T | undefined, kind: 'role' | 'user', name: string): T {
  if (entity === undefined) throw new WireError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`)
  return entity
}

/** The `aws:userid` of the session of this ARN, by which it is known for as long as its role exists. */
function userIdOf(sessionArn: string, account: string, state: Reader): string {
  const arn = parseArn(sessionArn)
  const [kind, name = '', session = ''] = arn?.resource.split('/') ?? []
  if (arn?.service !== 'sts' || arn.account !== account) throw invalid(`${sessionArn} is no session of account ${account}.`)
  if (kind === 'federated-user' && name !== '' && session === '') return `${account}:${name}`
  if (kind !== 'assumed-role' || sessionArn !== assumedRoleArn(account, name, session)) throw invalid(`${sessionArn} is no session.`)
  return `${found(getRole(state, account, name), 'role', name).id}:${session}`
}
