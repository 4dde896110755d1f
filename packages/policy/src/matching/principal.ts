import type { NamedPrincipal, PrincipalPattern } from './principal-pattern.js'

/**
 * The principal that makes the request. Names are compared as text, case-sensitively.
 *
 * @example
 * const carol: Principal = {
 *   kind: 'role',
 *   account: '111122223333',
 *   arn: 'arn:aws:sts::111122223333:assumed-role/dev/carol',
 *   roleArn: 'arn:aws:iam::111122223333:role/team/dev',
 * }
 * const inOffice = new Map([['aws:sourceip', '203.0.113.7']])
 * console.log(authorize({ ...request, principal: carol, context: inOffice }).outcome)
 * // => allow
 */
export interface Principal {
  readonly kind: 'root' | 'user' | 'role' | 'federated-user' | 'service' | 'anonymous' | 'web-identity' | 'saml'
  /** 12 digits; empty for anonymous callers, services and federated logins, which do not belong to an account. */
  readonly account: string
  /**
   * User ARN, assumed-role session ARN, federated-user ARN, root ARN; for a service its name (`ec2.amazonaws.com`); for `web-identity` and `saml`
   * the identity provider as a trust policy names it (its ARN, or a host like `accounts.google.com`); empty for anonymous callers.
   */
  readonly arn: string
  /** The unique id of the user (AIDA...) or role (AROA...); for a federated user, that of the issuing user. */
  readonly id?: string
  /** Role sessions: the role's ARN, with its path. */
  readonly roleArn?: string
  /** Federated users: the ARN of the IAM user who called GetFederationToken. */
  readonly userArn?: string
  /**
   * What a user or root user signed with: its own access key, or credentials of GetSessionToken. If absent, `long-term`. `assume-root`: credentials of
   * AssumeRoot, for the root user of a member account; its session policies must allow what it does. Other principals have only one kind of credentials.
   */
  readonly credential?: 'long-term' | 'session-token' | 'assume-root'
  /** Role sessions: the role is service-linked (its path begins with `/aws-service-role/`), so organization policies do not apply to it. */
  readonly serviceLinked?: boolean
}

/**
 * How an entry matches a caller, as bits. Account: by delegation only. Direct: the caller itself. Role: its role. Issuer: the user who issued a
 * federated session. Wildcard: everyone. The difference decides which other policies must allow (IAM User Guide, "Policy evaluation logic").
 */
export const PRINCIPAL_MATCH = { none: 0, account: 1, direct: 2, role: 4, issuer: 8, wildcard: 16 } as const

/** The bit of `PRINCIPAL_MATCH` for how one entry names the caller. */
export function matchPrincipal(pattern: PrincipalPattern, caller: Principal): number {
  if (pattern.kind === 'everyone') return PRINCIPAL_MATCH.wildcard
  if (pattern.kind !== 'account') return matchName(pattern.kind, pattern.name, caller)
  if (caller.account !== pattern.account || !belongsToAccount(caller)) return PRINCIPAL_MATCH.none
  if (pattern.partition !== undefined && !caller.arn.startsWith(`arn:${pattern.partition}:`)) return PRINCIPAL_MATCH.none
  return caller.kind === 'root' ? PRINCIPAL_MATCH.direct : PRINCIPAL_MATCH.account
}

/** All bits for how a list of entries names the caller. */
export function matchPrincipals(patterns: readonly PrincipalPattern[], caller: Principal): number {
  let principalMatch: number = PRINCIPAL_MATCH.none
  for (const pattern of patterns) principalMatch |= matchPrincipal(pattern, caller)
  return principalMatch
}

/**
 * Whether a Deny with `NotPrincipal` excepts the caller: only if every link of its chain is listed, that is the account, the user or role, and the
 * session. A listed user whose account is not listed is not excepted; AWS says that such a user "might" be denied. Anonymous callers have no such
 * chain and are always denied.
 */
export function isExcepted(patterns: readonly PrincipalPattern[], caller: Principal, accountNeeded = true): boolean {
  const principalMatch = matchPrincipals(patterns, caller)
  if ((principalMatch & PRINCIPAL_MATCH.wildcard) !== 0) return true
  const needed = accountNeeded ? CHAIN[caller.kind] : CHAIN[caller.kind] & ~PRINCIPAL_MATCH.account
  return needed !== PRINCIPAL_MATCH.none && (principalMatch & needed) === needed
}

const CHAIN: Readonly<Record<Principal['kind'], number>> = {
  root: PRINCIPAL_MATCH.direct,
  user: PRINCIPAL_MATCH.account | PRINCIPAL_MATCH.direct,
  role: PRINCIPAL_MATCH.account | PRINCIPAL_MATCH.role | PRINCIPAL_MATCH.direct,
  'federated-user': PRINCIPAL_MATCH.account | PRINCIPAL_MATCH.issuer | PRINCIPAL_MATCH.direct,
  service: PRINCIPAL_MATCH.direct,
  'web-identity': PRINCIPAL_MATCH.direct,
  saml: PRINCIPAL_MATCH.direct,
  anonymous: PRINCIPAL_MATCH.none,
}

function belongsToAccount(caller: Principal): boolean {
  return caller.kind === 'user' || caller.kind === 'role' || caller.kind === 'root' || caller.kind === 'federated-user'
}

function matchName(kind: NamedPrincipal, name: string, caller: Principal): number {
  switch (kind) {
    case 'id':
      return caller.id === name ? matchId(caller.kind) : PRINCIPAL_MATCH.none
    case 'user':
      if (caller.kind === 'user' && caller.arn === name) return PRINCIPAL_MATCH.direct
      return caller.kind === 'federated-user' && caller.userArn === name ? PRINCIPAL_MATCH.issuer : PRINCIPAL_MATCH.none
    case 'role':
      return caller.kind === 'role' && caller.roleArn === name ? PRINCIPAL_MATCH.role : PRINCIPAL_MATCH.none
    case 'session':
      return caller.kind === 'role' && caller.arn === name ? PRINCIPAL_MATCH.direct : PRINCIPAL_MATCH.none
    case 'federated-user':
    case 'service':
      return caller.kind === kind && caller.arn === name ? PRINCIPAL_MATCH.direct : PRINCIPAL_MATCH.none
    case 'provider':
      return (caller.kind === 'web-identity' || caller.kind === 'saml') && caller.arn === name
        ? PRINCIPAL_MATCH.direct
        : PRINCIPAL_MATCH.none
    default:
      // A canonical user id names an account of the original S3; an installation of daypass has none.
      return PRINCIPAL_MATCH.none
  }
}

function matchId(kind: Principal['kind']): number {
  if (kind === 'user') return PRINCIPAL_MATCH.direct
  if (kind === 'role') return PRINCIPAL_MATCH.role
  return kind === 'federated-user' ? PRINCIPAL_MATCH.issuer : PRINCIPAL_MATCH.none
}
