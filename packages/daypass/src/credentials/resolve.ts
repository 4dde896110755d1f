import type { KeyObject } from 'node:crypto'
import { assumedRoleArn, federatedUserArn, roleArn, rootArn, userArn } from '../core/arn.js'
import type { SignedCaller } from '../core/caller.js'
import { accessKeys } from '../directory/iam/access-key.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import type { KeyRing } from '../directory/key-ring.js'
import { isClosedAccount } from '../directory/organizations/organization-member.js'
import type { Reader } from '../directory/state.js'
import { hasEnded } from '../directory/sts/ended-session.js'
import type { OpenedSecrets } from './long-term-secret.js'
import { type OpenedSession, OpenedSessions } from './opened-sessions.js'

/** A key as the request presents it: its id and, for a temporary key, its token. */
export interface AccessKeyCredentials {
  readonly accessKeyId: string
  readonly sessionToken?: string | undefined
}

/**
 * Why a key is rejected: it does not exist (`unknown-key`), or its token does not belong to it (`bad-token`), was revoked or lost what it was issued
 * for (`revoked`), or has expired (`expired`).
 */
export type Unresolved = 'unknown-key' | 'bad-token' | 'revoked' | 'expired'

/**
 * The owner of a key and the secret of its signatures, or why the key is rejected. An expired session still has its secret, so that only the true
 * owner learns that it expired.
 */
export type Resolved =
  | { readonly caller: SignedCaller; readonly secret: KeyObject; readonly expired: boolean }
  | { readonly unresolved: Exclude<Unresolved, 'expired'> }

/** Milliseconds that another node's clock may be ahead. A token from further ahead was issued while the clock was moved into the future. */
const MAX_AHEAD = 300_000

/** Resolves keys and tokens with one key ring. */
export interface Resolver {
  readonly ring: KeyRing
  readonly secrets: OpenedSecrets
  /** Without it every token is opened again. */
  readonly sessions?: OpenedSessions
}

/**
 * Resolves a presented key at the state's revision. `now` is the installation's time in milliseconds. Nobody acts in an account that its organization
 * has closed: its keys are as unknown (our choice; AWS documents none).
 */
export function resolveKey(presented: AccessKeyCredentials, state: Reader, at: { resolver: Resolver; now: number }): Resolved {
  const resolved = resolveOpenKey(presented, state, at)
  return 'caller' in resolved && isClosedAccount(state, resolved.caller.account) ? { unresolved: 'unknown-key' } : resolved
}

/** The same, whether or not the account was closed. */
function resolveOpenKey(presented: AccessKeyCredentials, state: Reader, at: { resolver: Resolver; now: number }): Resolved {
  if (presented.accessKeyId.startsWith('ASIA')) return resolveSession(presented, state, at)
  // A long-term key does not have a token.
  if (presented.sessionToken !== undefined) return { unresolved: 'bad-token' }
  return resolveLongTerm(presented.accessKeyId, state, at.resolver)
}

function resolveLongTerm(id: string, state: Reader, resolver: Resolver): Resolved {
  const record = accessKeys.get(state, id)
  if (record === undefined || record.status !== 'Active') return { unresolved: 'unknown-key' }
  const caller = longTermCaller(record, state)
  if (caller === undefined) return { unresolved: 'unknown-key' }
  const secret = resolver.secrets.secret(record, accessKeys.revision(state, id), { ring: resolver.ring, state })
  return { caller, secret, expired: false }
}

function longTermCaller(record: { id: string; account: string; userId?: string }, state: Reader): SignedCaller | undefined {
  if (record.userId === undefined) return rootCaller(record.account, record.id)
  return userCaller(record.userId, record.id, state)
}

function resolveSession(presented: AccessKeyCredentials, state: Reader, at: { resolver: Resolver; now: number }): Resolved {
  const { accessKeyId, sessionToken: token } = presented
  if (token === undefined) return { unresolved: 'unknown-key' }
  const { ring, sessions = new OpenedSessions() } = at.resolver
  const opened = sessions.open({ token, accessKeyId, ring, state })
  const caller = opened && opened.claims.issuedAt <= at.now + MAX_AHEAD ? sessionCaller(opened, accessKeyId, state) : undefined
  // The secret need not be compared in constant time here: it is only the key of the signature's HMAC.
  if (opened === undefined || caller === undefined) return { unresolved: 'bad-token' }
  if (hasEnded(state, caller)) return { unresolved: 'revoked' }
  return { caller, secret: opened.secret, expired: at.now >= opened.claims.expiresAt }
}

function sessionCaller(opened: OpenedSession, accessKeyId: string, state: Reader): SignedCaller | undefined {
  const { claims, session } = opened
  switch (claims.kind) {
    case 'root':
      return { session, ...rootCaller(claims.account, accessKeyId) }
    case 'assumed-root':
      return claims.assumedRoot === undefined ? undefined : { session, ...rootCaller(claims.account, accessKeyId) }
    case 'user': {
      const caller = userCaller(claims.principal, accessKeyId, state)
      return caller && { session, ...caller }
    }
    case 'federated-user':
      return federatedCaller(opened, accessKeyId, state)
    case 'role':
      return roleCaller(opened, accessKeyId, state)
    default:
      // A kind that a later version of daypass sealed: not to be guessed.
      return undefined
  }
}

/** Deleting a role ends its sessions: a new role of the same name has another id. */
function roleCaller({ claims, session }: OpenedSession, accessKeyId: string, state: Reader): SignedCaller | undefined {
  const role = roles.getById(state, claims.principal)
  if (role === undefined) return undefined
  const { account, path, name, id } = role
  const arn = assumedRoleArn(account, name, claims.name)
  const userId = `${id}:${claims.name}`
  return { kind: 'role', account, arn, userId, accessKeyId, id, roleArn: roleArn(account, path, name), roleName: name, session }
}

/** Deleting the user that issued a federated session ends it. */
function federatedCaller({ claims, session }: OpenedSession, accessKeyId: string, state: Reader): SignedCaller | undefined {
  const { account, principal, name } = claims
  const user = principal === '' ? undefined : users.getById(state, principal)
  if (principal !== '' && user === undefined) return undefined
  const own = { account, arn: federatedUserArn(account, name), userId: `${account}:${name}`, accessKeyId, session }
  const issuer = user && { kind: 'user' as const, id: user.id, arn: userArn(account, user.path, user.name) }
  return { kind: 'federated-user', ...own, issuer: issuer ?? { kind: 'root' } }
}

function rootCaller(account: string, accessKeyId: string) {
  return { kind: 'root', account, arn: rootArn(account), userId: account, accessKeyId } as const
}

function userCaller(id: string, accessKeyId: string, state: Reader) {
  const user = users.getById(state, id)
  if (user === undefined) return undefined
  const { account, path, name } = user
  return { kind: 'user', account, arn: userArn(account, path, name), userId: id, accessKeyId, id, name } as const
}
