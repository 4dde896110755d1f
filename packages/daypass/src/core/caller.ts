/** What a session token vouches for, beside who its bearer is. Times are milliseconds since the epoch. */
export interface Session {
  readonly kind: 'role' | 'get-session-token'
  readonly issuedAt: number
  readonly expiresAt: number
  /** The session policy given inline at issue, as text. */
  readonly policy?: string
  /** Managed policies given at issue; resolved at each request. */
  readonly policyArns?: readonly string[]
}

interface Signed {
  readonly account: string
  /** What GetCallerIdentity shows: user, root or assumed-role ARN. */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, or the account id of the root user. */
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

/** Nobody: an unsigned request. */
export interface AnonymousCaller {
  readonly kind: 'anonymous'
  readonly account: ''
  readonly arn: 'anonymous'
}

/** Who asks, as proven by the signature. */
export type SignedCaller = RootCaller | UserCaller | RoleCaller
export type Caller = SignedCaller | AnonymousCaller

/** The caller of an unsigned request. */
export const anonymous: AnonymousCaller = { kind: 'anonymous', account: '', arn: 'anonymous' }
