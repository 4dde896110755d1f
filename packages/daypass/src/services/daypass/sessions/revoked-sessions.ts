// sessions: ending sessions before they expire, by role, user, session name or source identity. Owns what a request may name and which sessions that
// is. Leaves the check on every request to credentials, and the stored revocations to directory.

import { assumedRoleArn, federatedUserArn, parseArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { roles } from '../../../directory/iam/role.js'
import { users } from '../../../directory/iam/user.js'
import { asNamed, resourceTags } from '../../../directory/resource.js'
import type { Reader } from '../../../directory/state.js'
import type { RevokedSessions } from '../../../directory/sts/revocation.js'
import type { RevokeSessionsRequest } from '../../../wire/generated/daypass.js'
import { DaypassError } from '../error.js'

/** What a request names: the ARN for policies, which has one spelling for each name, and the sessions, if they can exist. */
export interface RevocationTarget {
  readonly resource: string
  /** As {@link RequiredPermission.named}. */
  readonly named?: string | undefined
  readonly context: NonNullable<RequiredPermission['context']>
  readonly sessions: RevokedSessions | WireError
}

interface Place {
  readonly account: string
  readonly state: Reader
}

const SELECTORS = ['RoleName', 'UserName', 'SessionArn', 'SourceIdentity'] as const

const invalid = (message: string): WireError => new DaypassError('ValidationError', message)

/** Parses a request. Throws when it names nothing, more than one thing, or something that is not a session of the account. */
export function targetOf(input: RevokeSessionsRequest, at: Place): RevocationTarget {
  const given = SELECTORS.filter((name) => input[name] !== undefined)
  if (given.length > 1) throw invalid(`Name one of ${SELECTORS.join(', ')}, not ${given.join(' and ')}.`)
  if (given.length === 0 && input.IssuedBefore === undefined) throw invalid(`Name one of ${SELECTORS.join(', ')}, or IssuedBefore.`)
  const { RoleName, UserName, SessionArn, SourceIdentity } = input
  if (RoleName !== undefined) return ofPrincipal('role', RoleName, at)
  if (UserName !== undefined) return ofPrincipal('user', UserName, at)
  if (SessionArn !== undefined) return oneSession(SessionArn, at)
  const sessions = SourceIdentity === undefined ? { kind: 'all' as const } : { kind: 'source-identity' as const, value: SourceIdentity }
  return { resource: `arn:aws:iam::${at.account}:*`, context: {}, sessions }
}

const KINDS = { role: roles, user: users }

function ofPrincipal(kind: 'role' | 'user', name: string, { account, state }: Place): RevocationTarget {
  const { resource, named, context = {} } = KINDS[kind].permission('daypass:RevokeSessions', { account, name, state })
  const found = KINDS[kind].get(state, account, name)
  return { resource, named, context, sessions: found === undefined ? KINDS[kind].notFound(name) : { kind, value: found.id } }
}

/** A role session's name and a federated user's, as STS gives them. */
const SESSION_NAME = /^[\w+=,.@-]{1,64}$/

/** One session by its ARN, exact letters only: a session is identified by the id of its role and its name, a federated user by its account and name. */
function oneSession(sessionArn: string, { account, state }: Place): RevocationTarget {
  const [kind, name = '', session = ''] = parseArn(sessionArn)?.resource.split('/') ?? []
  if (kind === 'federated-user' && sessionArn === federatedUserArn(account, name) && SESSION_NAME.test(name))
    return { resource: sessionArn, context: {}, sessions: { kind: 'session', value: `${account}:${name}` } }
  if (kind !== 'assumed-role' || sessionArn !== assumedRoleArn(account, name, session) || !SESSION_NAME.test(session))
    throw invalid(`${sessionArn} is not a session of account ${account}.`)
  const role = roles.get(state, account, name)
  if (role === undefined) return { resource: sessionArn, context: {}, sessions: roles.notFound(name) }
  const found = assumedRoleArn(account, role.name, session)
  return {
    ...asNamed(found, sessionArn),
    context: resourceTags(role.tags, 'principal'),
    sessions: { kind: 'session', value: `${role.id}:${session}` },
  }
}
