import { isoSeconds } from '../core/clock.js'

/** The condition keys of a request, names in lower case. */
export type ContextKeys = Map<string, string | readonly string[]>

/** The kinds of callers, as AWS tells them apart. */
export type PrincipalKind = 'root' | 'user' | 'role' | 'federated-user' | 'service' | 'anonymous' | 'web-identity' | 'saml'

/** What temporary credentials know of their own making. Times are milliseconds since the epoch. */
export interface SessionFacts {
  readonly issuedAt: number
  /** When a second factor was proven for these credentials; absent: it was not. Credentials of AssumeRole never carry it. */
  readonly mfaAt?: number | undefined
  /** Session tags, inherited ones among them. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly sourceIdentity?: string | undefined
  /** The provider that vouched for a federated login: its ARN, or a host like `cognito-identity.amazonaws.com`. */
  readonly federatedProvider?: string | undefined
}

/** Who asks: all that the global condition keys of a principal follow from. */
export interface PrincipalFacts {
  readonly kind: PrincipalKind
  /** 12 digits; empty for services, federated logins and anonymous callers. */
  readonly account: string
  /** As `aws:PrincipalArn` has it: of a role session the role's ARN with its path. For a service its name (`sns.amazonaws.com`). */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, `account:name` of a federated user, the account id of a root user. */
  readonly userId: string
  /** Of an IAM user. */
  readonly userName?: string | undefined
  /** Tags of the user or role. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Present with temporary credentials. */
  readonly session?: SessionFacts | undefined
  /** The organization of the caller's account, its management account too. `paths` as in `o-…/r-…/ou-…/`. */
  readonly organization?: { readonly id: string; readonly paths: readonly string[] } | undefined
}

const TYPES: Readonly<Record<PrincipalKind, string | undefined>> = {
  root: 'Account',
  user: 'User',
  role: 'AssumedRole',
  'federated-user': 'FederatedUser',
  anonymous: 'Anonymous',
  service: undefined,
  'web-identity': undefined,
  saml: undefined,
}

/**
 * The global condition keys that follow from who asks (IAM user guide, "AWS global condition context keys", properties of the principal, of the
 * role session and of the organization). `now` is the installation's time in milliseconds. A key that does not belong to the kind of caller is
 * absent, which a policy can tell from every value.
 */
export function principalKeys(facts: PrincipalFacts, now: number): ContextKeys {
  const keys: ContextKeys = new Map()
  const type = TYPES[facts.kind]
  if (type !== undefined) keys.set('aws:principaltype', type)
  keys.set('aws:viaawsservice', 'false')
  if (facts.kind === 'anonymous') keys.set('aws:principalaccount', 'anonymous')
  else if (facts.kind === 'service') serviceKeys(keys, facts.arn)
  else if (type !== undefined) identityKeys(keys, facts, now)
  return keys
}

/** A service that acts by itself, not with a caller's credentials. */
function serviceKeys(keys: ContextKeys, name: string): void {
  keys.set('aws:principalisawsservice', 'true')
  keys.set('aws:principalservicename', name)
  keys.set('aws:principalservicenameslist', [name])
}

function identityKeys(keys: ContextKeys, facts: PrincipalFacts, now: number): void {
  keys.set('aws:principalaccount', facts.account)
  keys.set('aws:principalarn', facts.arn)
  keys.set('aws:principalisawsservice', 'false')
  keys.set('aws:userid', facts.userId)
  if (facts.userName !== undefined) keys.set('aws:username', facts.userName)
  if (facts.organization !== undefined) {
    keys.set('aws:principalorgid', facts.organization.id)
    keys.set('aws:principalorgpaths', facts.organization.paths)
  }
  tagKeys(keys, facts.tags)
  if (facts.session !== undefined) sessionKeys(keys, facts.session, now)
}

/** Temporary credentials know when they were issued and whether a second factor stood behind them; long-term keys know neither. */
function sessionKeys(keys: ContextKeys, session: SessionFacts, now: number): void {
  keys.set('aws:tokenissuetime', isoSeconds(session.issuedAt))
  keys.set('aws:multifactorauthpresent', session.mfaAt === undefined ? 'false' : 'true')
  if (session.mfaAt !== undefined) keys.set('aws:multifactorauthage', String(Math.max(0, Math.floor((now - session.mfaAt) / 1000))))
  if (session.sourceIdentity !== undefined) keys.set('aws:sourceidentity', session.sourceIdentity)
  if (session.federatedProvider !== undefined) keys.set('aws:federatedprovider', session.federatedProvider)
  // Set last: a session tag replaces the tag of the user or role, whatever case its key is spelt in.
  tagKeys(keys, session.tags)
}

function tagKeys(keys: ContextKeys, tags: Readonly<Record<string, string>> | undefined): void {
  for (const key in tags) keys.set(`aws:principaltag/${key.toLowerCase()}`, tags[key] as string)
}
