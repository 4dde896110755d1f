// trust: the command that says why a token would be let in or refused. It owns the comparison of a token with a trust policy, for people. It refuses to print a
// token, and to verify one: the server does. May know: everything.
import { authorize, compilePolicies, foldCase, nearMisses, type Obstacle, parsePolicy } from '@daypass/policy'
import type { FederatedLogin } from '../../core/federation/federated-login.js'
import { checkClaims } from '../../federation/oidc/claims.js'
import { readCompactToken } from '../../federation/oidc/compact-token.js'
import { wantedKeyOf } from '../../federation/oidc/header-rules.js'
import { isTokenProblem, type TokenProblem } from '../../federation/oidc/token-problem.js'
import { loginOfClaims } from '../../federation/oidc/web-identity-login.js'

/** What a token is compared with. */
export interface Compared {
  readonly roleArn: string
  /** The trust policy of the role, as text. */
  readonly trust: string
  /** The provider of the token's issuer, as trust policies name it; host and path of the issuer; its client ids. */
  readonly provider: string
  readonly name: string
  readonly clientIds: readonly string[] | 'any'
  readonly everyClaim: boolean
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** The result, as lines for people. */
export interface TrustReport {
  readonly isLetIn: boolean
  readonly lines: readonly string[]
}

/** The issuer that a token names, or why it is not a token. */
export function issuerOfToken(token: string): string | TrustReport {
  const read = readCompactToken(token)
  return isTokenProblem(read) ? refused(read) : read.issuer
}

/** Whether the role would let the token in, its signature apart, and if not, which rule or which condition is in the way. */
export function trustReport(token: string, compared: Compared): TrustReport {
  const login = loginIn(token, compared)
  if (isTokenProblem(login)) return refused(login)
  const { tags, sourceIdentity } = login.wish
  const actions = [
    'sts:AssumeRoleWithWebIdentity',
    ...(tags.length > 0 ? ['sts:TagSession'] : []),
    ...(sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']),
  ]
  const lines = actions.flatMap((action) => obstaclesTo(action, login, compared))
  const subject = `${login.shown.subject}, of ${login.shown.issuer} for ${login.shown.audience}`
  return lines.length === 0
    ? { isLetIn: true, lines: [`let in, if its signature holds: ${subject}`] }
    : { isLetIn: false, lines: [`refused by the trust policy: ${subject}`, ...lines] }
}

const refused = ({ code, message, explanation }: TokenProblem): TrustReport => ({
  isLetIn: false,
  lines: [`refused: ${code} ${message}`, `  ${explanation}`],
})

/** What the claims say, as if they had been verified. */
function loginIn(token: string, { provider, name, clientIds, everyClaim, now }: Compared): FederatedLogin | TokenProblem {
  const read = readCompactToken(token)
  if (isTokenProblem(read)) return read
  const key = wantedKeyOf(read.header)
  if (isTokenProblem(key)) return key
  const claims = checkClaims(read.unverifiedClaims, {
    issuer: read.issuer,
    clientIds,
    now,
  })
  return isTokenProblem(claims) ? claims : loginOfClaims(claims, { provider, name, sessionName: 'test', everyClaim })
}

function obstaclesTo(action: string, { arn, keys, wish }: FederatedLogin, { roleArn, trust }: Compared): string[] {
  const context = new Map<string, string | readonly string[]>()
  for (const [key, value] of Object.entries(keys)) context.set(foldCase(key), value)
  for (const { Key, Value } of wish.tags) context.set(foldCase(`aws:RequestTag/${Key}`), Value)
  if (wish.sourceIdentity !== undefined) context.set('sts:sourceidentity', wish.sourceIdentity)
  const [, , , , account = ''] = roleArn.split(':')
  const parsed = parsePolicy(trust, 'trust')
  if (!parsed.ok) return ['  the trust policy cannot be read']
  const policies = { trust: compilePolicies([{ name: 'trust policy', policy: parsed.policy }]) }
  const request = {
    principal: { kind: 'web-identity', account: '', arn },
    action,
    resource: roleArn,
    resourceAccount: account,
    context,
    policies,
  } as const
  const decision = authorize(request)
  if (decision.outcome === 'allow') return []
  if (decision.outcome === 'explicitDeny')
    return [`  ${action}: a Deny applies, line ${decision.matched.map(({ line }) => line).join(', ')}`]
  const misses = nearMisses(request, decision, 3)
  if (misses.length === 0) return [`  ${action}: nothing in it allows this`]
  return misses.flatMap(({ line, obstacles }) => [
    `  ${action}: the statement in line ${line} does not apply`,
    ...obstacles.map((one) => `    ${told(one)}`),
  ])
}

function told({ element, operator = '', key = '', wanted, got }: Obstacle): string {
  if (element !== 'Condition') return `${element}: it has ${wanted.join(', ')}; this is ${got.join(', ')}`
  if (got.length === 0) return `${operator} ${key}: the token says nothing of it`
  const value = got.join(', ')
  const near = nearest(wanted, value)
  const isLiteral = /[*?]/.test(near) && !/like/i.test(operator)
  return `${operator} ${key}: it wants ${near}; the token has ${value}${isLiteral ? ' (* and ? are wildcards only with StringLike)' : hint(near, value)}`
}

/** The one that begins most like the value. */
const nearest = (wanted: readonly string[], value: string): string =>
  wanted.reduce((best, one) => (shared(one, value) > shared(best, value) ? one : best), wanted[0] ?? '')

function shared(one: string, other: string): number {
  let length = 0
  while (length < one.length && foldCase(one[length] ?? '') === foldCase(other[length] ?? '')) length += 1
  return length
}

/** GitHub's subjects of 2026: the ids stand behind the names. */
const IDS = /@\d+(?=[/:])/g

function hint(wanted: string, value: string): string {
  if (wanted !== value && foldCase(wanted) === foldCase(value)) return ' (only the letter case differs)'
  if (
    value !== value.replace(IDS, '') &&
    wanted === wanted.replace(IDS, '') &&
    shared(wanted, value.replace(IDS, '')) > shared(wanted, value)
  )
    return ' (the form with ids, which new repositories of GitHub have; the policy has the older one)'
  return ''
}
