import { foldCase } from './matching/fold-case.js'
import type { Principal } from './matching/principal.js'

/**
 * The properties of a principal that its condition keys follow from.
 *
 * @example
 * const session = { tags: { Team: 'blue' }, sourceIdentity: 'carol' }
 * const properties: PrincipalProperties = { kind: 'role', account: '111122223333', arn: 'arn:aws:iam::111122223333:role/dev', session }
 * console.log(principalKeys(properties).get('aws:principaltag/team'))
 * // => blue
 */
export interface PrincipalProperties {
  readonly kind: Principal['kind']
  /** 12 digits; empty for services, federated logins and anonymous callers. */
  readonly account: string
  /** As in `aws:PrincipalArn`: for a role session, the role's ARN with its path. For a service, its name (`sns.amazonaws.com`). */
  readonly arn: string
  /** `AIDA…`, `AROA…:session`, `account:name` of a federated user, the account id of a root user; absent if unknown. */
  readonly userId?: string | undefined
  /** Of an IAM user. */
  readonly userName?: string | undefined
  /** Tags of the user or role. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** What temporary credentials were given when they were issued. */
  readonly session?: SessionProperties | undefined
  /** The organization of the caller's account, including its management account. `paths` as in `o-…/r-…/ou-…/`. */
  readonly organization?: { readonly id: string; readonly paths: readonly string[] } | undefined
}

interface SessionProperties {
  /** Session tags, including inherited ones. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly sourceIdentity?: string | undefined
  /** The provider of a federated login: its ARN, or a host like `cognito-identity.amazonaws.com`. */
  readonly federatedProvider?: string | undefined
}

type Keys = Map<string, string | readonly string[]>

const TYPES: Readonly<Record<Principal['kind'], string | undefined>> = {
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
 * The condition keys that follow from the principal, names in lower case. Returns a new map each time, so that the other keys of the request can be
 * added. Source: IAM User Guide, "AWS global condition context keys", properties of the principal, of the role session and of the organization. Keys
 * that depend on time are not included: `aws:TokenIssueTime` and `aws:MultiFactorAuth*`. A key that does not belong to this kind of principal is
 * absent, which policies distinguish from every value.
 *
 * @example
 * const properties = { kind: 'user' as const, account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice', userName: 'alice' }
 * const keys = principalKeys(properties).set('aws:sourceip', '203.0.113.7')
 * console.log(keys.get('aws:principaltype'), keys.get('aws:username'), authorize({ ...request, context: keys }).outcome)
 * // => User alice allow
 */
export function principalKeys(properties: PrincipalProperties): Keys {
  const keys: Keys = new Map()
  const type = TYPES[properties.kind]
  if (type !== undefined) keys.set('aws:principaltype', type)
  if (properties.kind === 'anonymous') keys.set('aws:principalaccount', 'anonymous')
  else if (properties.kind === 'service') serviceKeys(keys, properties.arn)
  else if (type !== undefined) identityKeys(keys, properties)
  return keys
}

/** A service that acts for itself, not with a caller's credentials. */
function serviceKeys(keys: Keys, name: string): void {
  keys.set('aws:principalisawsservice', 'true')
  keys.set('aws:principalservicename', name)
  keys.set('aws:principalservicenameslist', [name])
}

function identityKeys(keys: Keys, properties: PrincipalProperties): void {
  keys.set('aws:principalaccount', properties.account)
  keys.set('aws:principalarn', properties.arn)
  keys.set('aws:principalisawsservice', 'false')
  if (properties.userId !== undefined) keys.set('aws:userid', properties.userId)
  if (properties.userName !== undefined) keys.set('aws:username', properties.userName)
  if (properties.organization !== undefined) {
    keys.set('aws:principalorgid', properties.organization.id)
    keys.set('aws:principalorgpaths', properties.organization.paths)
  }
  tagKeys(keys, properties.tags)
  if (properties.session !== undefined) sessionKeys(keys, properties.session)
}

function sessionKeys(keys: Keys, session: SessionProperties): void {
  if (session.sourceIdentity !== undefined) keys.set('aws:sourceidentity', session.sourceIdentity)
  if (session.federatedProvider !== undefined) keys.set('aws:federatedprovider', session.federatedProvider)
  // Set last: a session tag replaces the tag of the user or role, whatever the case of its key.
  tagKeys(keys, session.tags)
}

function tagKeys(keys: Keys, tags: Readonly<Record<string, string>> | undefined): void {
  for (const key in tags) keys.set(`aws:principaltag/${foldCase(key)}`, tags[key] as string)
}
