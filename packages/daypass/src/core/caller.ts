import { CommonError } from './error.js'
import type { FederatedKeys, FederatedLogin } from './federation/federated-login.js'

/** What a session token says, except who its bearer is. Times are milliseconds since the epoch. */
export interface Session {
  readonly kind: 'role' | 'get-session-token' | 'federation-token' | 'assume-root'
  readonly issuedAt: number
  /** The revision of the store at which it was issued: a revocation at a later revision applies to it. */
  readonly revision?: number | undefined
  readonly expiresAt: number
  /** The inline session policy given at issue, as text. */
  readonly policy?: string | undefined
  /** Managed policies given at issue; resolved at each request. */
  readonly policyArns?: readonly string[] | undefined
  /** Session tags, including those inherited from the previous session of the chain. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Keys of the tags that the next role session inherits. */
  readonly transitiveTagKeys?: readonly string[] | undefined
  /** Set once in a chain of sessions, and then kept. */
  readonly sourceIdentity?: string | undefined
  /** 1 for tokens that are not valid in opt-in regions; absent in tokens made before there were versions, which count as version 2. */
  readonly tokenVersion?: 1 | 2 | undefined
  /** The region whose endpoint issued it; absent in older tokens. */
  readonly region?: string | undefined
  /** When an MFA code was verified for GetSessionToken. */
  readonly mfaAt?: number | undefined
  /** Of a role session for a login: its provider, as `aws:FederatedProvider` has it. */
  readonly federatedProvider?: string | undefined
  /** Condition keys that the login left to a role session, or the service that assumed the role: `saml:sub`, `lambda:SourceFunctionArn`. */
  readonly federatedKeys?: FederatedKeys | undefined
  /** Of a session of AssumeRoot: its task, and who got it. */
  readonly assumedRoot?: AssumedRoot | undefined
}

/** What a session of AssumeRoot is for. */
export interface AssumedRoot {
  /** The ARN of the managed policy that names the task; its Deny is all that limits the session. */
  readonly taskPolicyArn: string
  /** The id of the organization in which it was issued. */
  readonly organization: string
  /** Who called AssumeRoot: the session ends with what this principal's own sessions end with. */
  readonly by: {
    readonly kind: 'user' | 'role'
    readonly account: string
    /** The unique id of the user or role. */
    readonly id: string
    /** `AIDA…`, or `AROA…:session`. */
    readonly userId: string
    readonly arn: string
  }
}

interface Signed {
  readonly account: string
  /** What GetCallerIdentity shows: user, root or assumed-role ARN. */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, `account:name` of a federated user, or the account id of the root user. */
  readonly userId: string
  readonly accessKeyId: string
}

/** The account's root user. */
export interface RootCaller extends Signed {
  readonly kind: 'root'
  readonly session?: Session
}

/** An IAM user, by long-term key or by a GetSessionToken session. */
export interface UserCaller extends Signed {
  readonly kind: 'user'
  readonly id: string
  readonly name: string
  readonly session?: Session
}

/** A session of a role. */
export interface RoleCaller extends Signed {
  readonly kind: 'role'
  readonly id: string
  readonly roleArn: string
  readonly roleName: string
  readonly session: Session
}

/** A federated user, whose session a user (or the root user) issued with GetFederationToken. */
export interface FederatedUserCaller extends Signed {
  readonly kind: 'federated-user'
  /** The user whose permissions bound the session: it never has a permission that its issuer lacks. */
  readonly issuer: { readonly kind: 'user'; readonly id: string; readonly arn: string } | { readonly kind: 'root' }
  readonly session: Session
}

/** The sender of an unsigned request. */
export interface AnonymousCaller {
  readonly kind: 'anonymous'
  readonly account: ''
  readonly arn: 'anonymous'
}

/** A service of the installation that acts by itself. Requests are never signed as one: its calls come from inside the server. */
export interface ServiceCaller {
  readonly kind: 'service'
  readonly account: ''
  /** Its name as trust policies spell it: `ec2.amazonaws.com`. */
  readonly arn: string
}

/** Everyone who a permission can be asked for: the sender of a request, a service of the installation, a verified login. */
export type Asker = Caller | ServiceCaller | FederatedLogin

/** The caller, as identified by the signature. */
export type SignedCaller = RootCaller | UserCaller | RoleCaller | FederatedUserCaller
export type Caller = SignedCaller | AnonymousCaller

/** The caller of an unsigned request. */
export const anonymous: AnonymousCaller = { kind: 'anonymous', account: '', arn: 'anonymous' }

/** Whether the request was signed. */
export const isSigned = (caller: Caller): caller is SignedCaller => caller.kind !== 'anonymous'

/**
 * Whether these credentials may call IAM at all, independent of policies: those of GetSessionToken only with MFA, those of GetFederationToken never
 * (STS API reference, GetSessionToken, GetFederationToken).
 */
export function isIamCapable(caller: Caller): boolean {
  if (caller.kind === 'anonymous' || caller.session === undefined) return true
  // What a session of AssumeRoot may call is decided by its task.
  if (caller.session.kind === 'role' || caller.session.kind === 'assume-root') return true
  return caller.session.kind === 'get-session-token' && caller.session.mfaAt !== undefined
}

/**
 * Rejects restricted sessions, those of GetSessionToken without MFA and of GetFederationToken: IAM, and operations that are as powerful here, do not
 * accept them as credentials (IAM user guide, "Comparing STS API operations"; text observed for the first and inferred for the second).
 */
export function requireIamCapableSession(caller: Caller): void {
  if (isIamCapable(caller)) return
  const reason = 'credentials of GetSessionToken without MFA and of GetFederationToken may not call this service'
  throw new CommonError('InvalidClientTokenId', 'The security token included in the request is invalid', { reason })
}
