import { type Policy, type PolicyKind, type Position, type PrincipalEntry, parsePolicy, type Span } from '@daypass/policy'
import { assumedRoleArn, parseArn, parseIamArn, parseProviderArn } from '../core/arn.js'
import { oidcProviders } from '../directory/iam/identity-providers/oidc-provider.js'
import { samlProviders } from '../directory/iam/identity-providers/saml-provider.js'
import { roles } from '../directory/iam/role.js'
import { users } from '../directory/iam/user.js'
import type { Reader } from '../directory/state.js'

/** A trust policy that is ready to be stored, or the principal that does not exist. */
export type Frozen = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly principal: TrustedPrincipal }

/** A principal as a trust policy names it. */
export type TrustedPrincipal = Pick<PrincipalEntry, 'type' | 'value'>

/** Whose policy it is: the account of the role or bucket, without which no identity provider is accepted; the policy that it replaces; and its kind. */
export interface TrustOf {
  readonly account?: string | undefined
  readonly stored?: string | undefined
  /** A trust policy, unless it says otherwise. */
  readonly kind?: NamingKind
}

/** The kinds of policies that name principals by unique id. */
type NamingKind = PolicyKind & ('trust' | 's3-bucket')

/**
 * Names users and roles in a trust policy by unique id, as IAM does on saving, so that a user or role that is created later under the same name is
 * not trusted (IAM user guide, "AWS JSON policy elements: Principal"). `text` is a policy that parsed. Text without such principals is kept
 * unchanged. What `stored`, the policy that it replaces, names already is allowed even if it was deleted: a policy can be read, changed and written
 * back. Where there are more principals than a commit may expect, one that is deleted meanwhile is named all the same: its id is nobody's from then on.
 */
export function principalsToIds(text: string, state: Reader, { account, stored, kind }: TrustOf = {}): Frozen {
  let unknown: TrustedPrincipal | undefined
  const kept = stored === undefined ? NOBODY : principalsOf(stored, kind)
  const replaced = (principal: TrustedPrincipal, isTrusted: boolean): string => {
    const { type, value } = principal
    const known = type === 'AWS' ? idOf(value, state) : providerOf(value, account, state)
    const id = known ?? keptAs(principal, isTrusted, kept)
    // From the last to the first, so that the error names the first in the text.
    if (id === undefined) unknown = principal
    return id ?? value
  }
  const frozen = replacePrincipals(text, replaced, kind)
  return unknown === undefined ? { ok: true, text: frozen } : { ok: false, principal: unknown }
}

/**
 * A principal that does not exist, as the policy that is replaced has it; undefined where it has not. A name that nobody has may stand in the other effect
 * now: in an Allow it trusts nobody, and in a Deny it denies whoever gets it.
 */
function keptAs(principal: TrustedPrincipal, isTrusted: boolean, kept: ReadonlySet<string>): string | undefined {
  const { type, value } = principal
  const absent = absentOf(value)
  const isNobodysName = kept.has(keyOf({ type, value: absent })) || (kept.has(keyOf(principal)) && USER_OR_ROLE.test(value))
  if (type === 'AWS' && absent !== value && isNobodysName) return isTrusted ? absent : value
  return kept.has(keyOf(principal)) ? value : undefined
}

const USER_OR_ROLE = /^arn:aws:iam::\d{12}:(?:user|role)\//

/** The trust policy as it is shown: ids become ARNs again while their users and roles exist. */
export const principalsToArns = (text: string, state: Reader, kind?: NamingKind): string =>
  replacePrincipals(text, ({ type, value }) => (type === 'AWS' ? (arnOf(value, state) ?? namedOf(value)) : value), kind)

/** The same for deciding on the text: who is trusted by a name that nobody had when the policy was imported stays nobody. */
export const principalsToPresentArns = (text: string, state: Reader): string =>
  replacePrincipals(text, ({ type, value }) => (type === 'AWS' ? (arnOf(value, state) ?? value) : value))

/** The users and roles that an import brings, by ARN: their unique ids. They may come later than the trust policy that names them. */
export type ImportedPrincipals = ReadonlyMap<string, string>

/**
 * An imported trust policy as it is stored. Those that the import brings are named by the ids that they have on AWS, whether or not they are here yet;
 * others of the installation by theirs. AWS shows ids where someone is deleted: they stay, and match nobody else. A name that nobody has here stays a name
 * that is shown, and trusts nobody, not even who gets it later: it stands for somebody else on AWS (our own rule). In a Deny it denies whoever has it. Providers
 * stay as they are.
 */
export const importedTrust = (text: string, state: Reader, imported: ImportedPrincipals): string =>
  replacePrincipals(text, ({ type, value }, isTrusted) => {
    if (type !== 'AWS') return value
    // Who is denied by a name that nobody has must stay denied: whoever gets the name is.
    return importedId(value, state, imported) ?? (isTrusted ? absentOf(value) : value)
  })

function importedId(principal: string, state: Reader, imported: ImportedPrincipals): string | undefined {
  const brought = imported.get(principal) ?? (isSessionOfImported(principal, imported) ? principal : undefined)
  return brought ?? idOf(principal, state)
}

function isSessionOfImported(sessionArn: string, imported: ImportedPrincipals): boolean {
  const { service, account, resource = '' } = parseArn(sessionArn) ?? {}
  const [kind, name = ''] = resource.split('/')
  if (service !== 'sts' || kind !== 'assumed-role') return false
  return [...imported.keys()].some((arn) => {
    const role = parseIamArn(arn, 'role')
    return role?.account === account && role?.name === name
  })
}

/** Whether a trust policy names services of AWS and nobody else. */
export function trustsServicesOnly(text: string): boolean {
  const parsed = parsePolicy(text, 'trust')
  if (!parsed.ok) return false
  const entries = parsed.policy.statements.map(({ principal }) => (principal?.negated === false ? principal.entries : []))
  return entries.every((one) => one.length > 0 && one.every(({ type }) => type === 'Service'))
}

/** A partition that no ARN of a caller has: what is stored in it is a name that nobody had, and matches nobody. */
const ABSENT = 'arn:aws-absent:'
const NAMED_ARN = 'arn:aws:'
const absentOf = (principal: string): string => (principal.startsWith(NAMED_ARN) ? ABSENT + principal.slice(NAMED_ARN.length) : principal)
const namedOf = (stored: string): string => (stored.startsWith(ABSENT) ? NAMED_ARN + stored.slice(ABSENT.length) : stored)

const NOBODY: ReadonlySet<string> = new Set()
const keyOf = ({ type, value }: TrustedPrincipal): string => `${type} ${value}`
const NAMED: readonly string[] = ['AWS', 'Federated']

/**
 * The stored form of a principal: an id for users and roles, unchanged for others; undefined if it must exist and does not. Users, roles, their ids
 * and the roles of sessions must exist. Accounts do not have to: they can be in another installation, and an account grants nothing until an operator
 * creates it (daypass's own rule). Federated users do not have to exist either, because they get their name when they sign in.
 */
function idOf(principal: string, state: Reader): string | undefined {
  if (UNIQUE_ID.test(principal)) return arnOf(principal, state) === undefined ? undefined : principal
  const arn = parseArn(principal)
  if (arn?.service === 'sts' && arn.resource.startsWith('assumed-role/')) return isSessionOfRole(principal, state) ? principal : undefined
  if (arn?.service !== 'iam' || arn.resource === 'root') return principal
  return userId(principal, state) ?? roleId(principal, state)
}

/**
 * The provider, if the role's account has it: one of another account could not help the role, and the error must not tell whether it exists (daypass's own
 * rule). Four issuers need no provider. A provider has no unique id: one that is made again under an old name is trusted, as on AWS.
 */
function providerOf(principal: string, account: string | undefined, state: Reader): string | undefined {
  if (BUILT_IN_ISSUERS.includes(principal)) return principal
  const saml = parseProviderArn(principal, 'saml-provider')
  if (saml?.account === account && saml !== undefined) return samlProviders.get(state, saml.account, saml.name) && principal
  const oidc = parseProviderArn(principal, 'oidc-provider')
  return oidc?.account === account && oidc !== undefined ? oidcProviders.get(state, oidc.account, oidc.name) && principal : undefined
}

/** Issuers that AWS knows by themselves (IAM user guide, "Principal"; STS API reference, AssumeRoleWithWebIdentity). */
const BUILT_IN_ISSUERS: readonly string[] = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'www.amazon.com',
]

const UNIQUE_ID = /^(?:AIDA|AROA)/

function userId(arn: string, state: Reader): string | undefined {
  const parts = parseIamArn(arn, 'user')
  const user = parts && users.getReferred(state, parts.account, parts.account, parts.name)
  return user !== undefined && users.arn(user) === arn ? user.id : undefined
}

function roleId(arn: string, state: Reader): string | undefined {
  const parts = parseIamArn(arn, 'role')
  const role = parts && roles.getReferred(state, parts.account, parts.account, parts.name)
  return role !== undefined && roles.arn(role) === arn ? role.id : undefined
}

/** A session is stored as its ARN, as on AWS, and does not have to exist; its role must. */
function isSessionOfRole(sessionArn: string, state: Reader): boolean {
  const { account = '', resource = '' } = parseArn(sessionArn) ?? {}
  const [, name = '', session = ''] = resource.split('/')
  const role = roles.getReferred(state, account, account, name)
  return role !== undefined && assumedRoleArn(role.account, role.name, session) === sessionArn
}

function arnOf(id: string, state: Reader): string | undefined {
  if (id.startsWith('AIDA')) {
    const user = users.getReferredById(state, id)
    return user && users.arn(user)
  }
  if (!id.startsWith('AROA')) return undefined
  const role = roles.getReferredById(state, id)
  return role && roles.arn(role)
}

function principalsOf(text: string, kind: NamingKind = 'trust'): ReadonlySet<string> {
  const parsed = parsePolicy(text, kind)
  return new Set(parsed.ok ? namedPrincipals(parsed.policy).map(keyOf) : [])
}

/**
 * Replaces principals at their positions in the text; everything else stays as it was written, byte for byte: a number that is parsed and printed
 * again is another condition.
 */
function replacePrincipals(
  text: string,
  replace: (principal: TrustedPrincipal, isTrusted: boolean) => string,
  kind: NamingKind = 'trust',
): string {
  const parsed = parsePolicy(text, kind)
  if (!parsed.ok) throw new Error(`the ${kind} policy does not parse`)
  let replaced = text
  for (const { type, value, span, isTrusted } of namedPrincipals(parsed.policy).reverse()) {
    const next = replace({ type, value }, isTrusted)
    if (next !== value)
      replaced = replaced.slice(0, offsetOf(text, span.start)) + JSON.stringify(next) + replaced.slice(offsetOf(text, span.end))
  }
  return replaced
}

/** The offset of a position in the text, in UTF-16 code units. Lines end at a line feed. */
function offsetOf(text: string, { line, column }: Position): number {
  let start = 0
  for (let current = 1; current < line; current++) start = text.indexOf('\n', start) + 1
  return start + column - 1
}

/** A principal at its place. `isTrusted`: the statement lets it in; otherwise it keeps it out, by a Deny or as one of those that an Allow leaves out. */
interface PlacedPrincipal extends TrustedPrincipal {
  readonly span: Span
  readonly isTrusted: boolean
}

/** The principals of the types AWS and Federated in the text, in its order. */
const namedPrincipals = ({ statements }: Policy): PlacedPrincipal[] =>
  statements.flatMap(({ effect, principal }) =>
    (principal?.entries ?? []).flatMap(({ type, value, span }) =>
      NAMED.includes(type) && span !== undefined
        ? [{ type, value, span, isTrusted: (effect === 'Allow') !== (principal?.negated === true) }]
        : [],
    ),
  )
