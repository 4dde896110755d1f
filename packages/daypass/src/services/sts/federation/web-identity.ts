import { parseIamArn, providerArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import type { FederatedLogin } from '../../../core/federation/federated-login.js'
import type { Evidence } from '../../../core/operation.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import type { Reader } from '../../../directory/state.js'
import { builtInHost, isBuiltInHost } from '../../../federation/oidc/built-in-issuers.js'
import { readCompactToken } from '../../../federation/oidc/compact-token.js'
import { isTokenProblem, noProvider, type TokenProblem } from '../../../federation/oidc/token-problem.js'
import { verifyWebIdentity } from '../../../federation/oidc/verify-web-identity.js'
import { loginOfClaims } from '../../../federation/oidc/web-identity-login.js'
import type { AssumeRoleWithWebIdentityRequest } from '../../../wire/generated/sts.js'
import { StsError } from '../error.js'
import type { StsEvidenceParts } from '../sts.js'

/** A provider as tokens are verified against it. */
interface TrustedIssuer {
  /** As trust policies name it. */
  readonly provider: string
  /** Host and path. */
  readonly name: string
  readonly url: string
  readonly clientIds: readonly string[] | 'any'
  readonly thumbprints: readonly string[]
}

/** Characters of the longest URL that a provider can have (IAM's model, OpenIDConnectProviderUrlType). */
const LONGEST_URL = 255
const SCHEMES = { 'https://': false, 'http://': true } as const

export const tokenError = ({ code, message, explanation }: TokenProblem): WireError => new StsError(code, message, { explanation })

/** Verifies the token of a request: the login that it proves. Throws the error of STS for a token that proves none. */
export async function verifyToken(input: AssumeRoleWithWebIdentityRequest, parts: StsEvidenceParts): Promise<Evidence> {
  const login = await loginOf(input, parts)
  if (isTokenProblem(login)) throw tokenError(login)
  return { login }
}

async function loginOf(
  { RoleArn, RoleSessionName, WebIdentityToken }: AssumeRoleWithWebIdentityRequest,
  { state, clock, oidc }: StsEvidenceParts,
): Promise<FederatedLogin | TokenProblem> {
  const token = readCompactToken(WebIdentityToken)
  if (isTokenProblem(token)) return token
  const issuer = issuerOf(token.issuer, RoleArn, state)
  if (issuer === undefined) return noProvider(token.issuer)
  const keys = { account: parseIamArn(RoleArn, 'role')?.account ?? '', issuer: issuer.url, thumbprints: issuer.thumbprints }
  const claims = await verifyWebIdentity(token, {
    issuer: token.issuer,
    clientIds: issuer.clientIds,
    now: clock.now(),
    keys: (wanted) => oidc.keys.find(keys, wanted),
  })
  if (isTokenProblem(claims)) return claims
  const { provider, name } = issuer
  return loginOfClaims(claims, { provider, name, sessionName: RoleSessionName, everyClaim: oidc.everyClaimOf.has(name) })
}

/** The provider of the role's account whose URL is exactly this; for a few issuers also without one. */
function issuerOf(issuer: string, roleArn: string, state: Reader): TrustedIssuer | undefined {
  const account = parseIamArn(roleArn, 'role')?.account
  if (account === undefined || issuer.length > LONGEST_URL) return undefined
  for (const [scheme, isHttp] of Object.entries(SCHEMES)) {
    const name = issuer.startsWith(scheme) ? issuer.slice(scheme.length) : ''
    const record = name === '' ? undefined : oidcProviders.get(state, account, name)
    if (record === undefined || (record.http === true) !== isHttp || !hasOwnKeys(name)) continue
    const { clientIds, thumbprints } = record
    return { provider: providerArn(account, 'oidc-provider', name), name, url: issuer, clientIds, thumbprints }
  }
  const host = builtInHost(issuer)
  return host === undefined ? undefined : { provider: host, name: host, url: `https://${host}`, clientIds: 'any', thumbprints: [] }
}

/**
 * Whether the condition keys of an issuer can only be its own. Those of an issuer `https://aws` would begin with `aws:`, and its claims would stand for facts
 * about the request. No key of AWS has a dot, a slash or a number of a port before its colon.
 */
const hasOwnKeys = (name: string): boolean => /[./:]/.test(name)

/**
 * Refuses a login whose provider has gone, or no longer takes its audience, since the token was verified: at the revision at which permissions are decided.
 */
export function requireProvider({ arn, shown }: FederatedLogin, state: Reader, roleArn: string): void {
  if (isBuiltInHost(arn)) return
  const account = parseIamArn(roleArn, 'role')?.account
  const provider = account === undefined ? undefined : oidcProviders.find(state, account, arn)
  if (provider?.clientIds.includes(shown.audience) !== true) throw tokenError(noProvider(shown.issuer))
}
