import type { NamedPrincipal, PrincipalPattern } from './principal-pattern.js'

/**
 * Who asks. Names are compared as text and case-sensitively.
 *
 * @example
 * const carol: Principal = {
 *   kind: 'role',
 *   account: '111122223333',
 *   arn: 'arn:aws:sts::111122223333:assumed-role/dev/carol',
 *   roleArn: 'arn:aws:iam::111122223333:role/team/dev',
 * }
 * const inOffice = new Map([['aws:sourceip', '203.0.113.7']])
 * console.log(authorize({ ...question, principal: carol, context: inOffice }).outcome)
 * // => allow
 */
export interface Principal {
  readonly kind: 'root' | 'user' | 'role' | 'federated-user' | 'service' | 'anonymous' | 'web-identity' | 'saml'
  /** 12 digits; empty for anonymous callers, services and federated logins, which belong to no account. */
  readonly account: string
  /**
   * User ARN, assumed-role session ARN, federated-user ARN, root ARN; for a service its name (`ec2.amazonaws.com`); for `web-identity` and `saml`
   * the identity provider as a trust policy names it (its ARN, or a host like `accounts.google.com`); empty for anonymous callers.
   */
  readonly arn: string
  /** The unique id of the user (AIDA...) or role (AROA...); for a federated user that of the issuing user. */
  readonly id?: string
  /** Role sessions: the role's ARN, with its path. */
  readonly roleArn?: string
  /** Federated users: the ARN of the IAM user who called GetFederationToken. */
  readonly userArn?: string
  /**
   * What a user or root user signed with: an access key of its own, or credentials of GetSessionToken. Absent: `long-term`. The other kinds of
   * callers have only one kind of credentials.
   */
  readonly credential?: 'long-term' | 'session-token'
  /** Role sessions: the role belongs to a service (its path begins with `/aws-service-role/`); organization policies do not bind it. */
  readonly serviceLinked?: boolean
}

/**
 * How an entry fits a caller, as bits. Account: by delegation only. Direct: the caller itself. Role: its role. Issuer: the user behind a federated
 * session. Wildcard: everyone. The difference decides which other policies must agree (IAM User Guide, "Policy evaluation logic").
 */
export const FIT = { none: 0, account: 1, direct: 2, role: 4, issuer: 8, wildcard: 16 } as const

/** The bit of `FIT` with which one entry names the caller. */
export function fitPrincipal(pattern: PrincipalPattern, caller: Principal): number {
  if (pattern.kind === 'everyone') return FIT.wildcard
  if (pattern.kind !== 'account') return fitName(pattern.kind, pattern.name, caller)
  if (caller.account !== pattern.account || !belongsToAccount(caller)) return FIT.none
  if (pattern.partition !== undefined && !caller.arn.startsWith(`arn:${pattern.partition}:`)) return FIT.none
  return caller.kind === 'root' ? FIT.direct : FIT.account
}

/** All the ways in which a list of entries names the caller. */
export function fitPrincipals(patterns: readonly PrincipalPattern[], caller: Principal): number {
  let fit: number = FIT.none
  for (const pattern of patterns) fit |= fitPrincipal(pattern, caller)
  return fit
}

/**
 * Whether `NotPrincipal` with Deny spares the caller: only if every link of its chain is listed - the account, the user or role, the session.
 * Listing a user without the account does not spare it; AWS says such a user "might" be denied. Anonymous callers have no link and are hit.
 */
export function isSpared(patterns: readonly PrincipalPattern[], caller: Principal, accountNeeded = true): boolean {
  const fit = fitPrincipals(patterns, caller)
  if ((fit & FIT.wildcard) !== 0) return true
  const needed = accountNeeded ? CHAIN[caller.kind] : CHAIN[caller.kind] & ~FIT.account
  return needed !== FIT.none && (fit & needed) === needed
}

const CHAIN: Readonly<Record<Principal['kind'], number>> = {
  root: FIT.direct,
  user: FIT.account | FIT.direct,
  role: FIT.account | FIT.role | FIT.direct,
  'federated-user': FIT.account | FIT.issuer | FIT.direct,
  service: FIT.direct,
  'web-identity': FIT.direct,
  saml: FIT.direct,
  anonymous: FIT.none,
}

function belongsToAccount(caller: Principal): boolean {
  return caller.kind === 'user' || caller.kind === 'role' || caller.kind === 'root' || caller.kind === 'federated-user'
}

function fitName(kind: NamedPrincipal, name: string, caller: Principal): number {
  switch (kind) {
    case 'id':
      return caller.id === name ? fitId(caller.kind) : FIT.none
    case 'user':
      if (caller.kind === 'user' && caller.arn === name) return FIT.direct
      return caller.kind === 'federated-user' && caller.userArn === name ? FIT.issuer : FIT.none
    case 'role':
      return caller.kind === 'role' && caller.roleArn === name ? FIT.role : FIT.none
    case 'session':
      return caller.kind === 'role' && caller.arn === name ? FIT.direct : FIT.none
    case 'federated-user':
    case 'service':
      return caller.kind === kind && caller.arn === name ? FIT.direct : FIT.none
    case 'provider':
      return (caller.kind === 'web-identity' || caller.kind === 'saml') && caller.arn === name ? FIT.direct : FIT.none
    default:
      // A canonical user id names an account of the original S3, of which this installation has none.
      return FIT.none
  }
}

function fitId(kind: Principal['kind']): number {
  if (kind === 'user') return FIT.direct
  if (kind === 'role') return FIT.role
  return kind === 'federated-user' ? FIT.issuer : FIT.none
}
