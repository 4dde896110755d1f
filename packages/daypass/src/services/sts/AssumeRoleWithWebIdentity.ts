import { parseIamArn } from '../../core/arn.js'
import { ASSERTION_FORM } from '../../core/body.js'
import { unsigned } from '../../core/operation.js'
import { oidcProviders } from '../../directory/iam/identity-providers/oidc-provider.js'
import type { Reader } from '../../directory/state.js'
import { StsError } from './error.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { operation } from './sts.js'

const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'
const NOT_VERIFIED = 'Tokens of OpenID Connect providers are not verified by this version of daypass.'
const HTTPS = 'https://'
/** Characters of the longest URL that a provider can have (IAM's model, OpenIDConnectProviderUrlType). */
const LONGEST_URL = 255

/**
 * Temporary credentials of a role for a login at an OpenID Connect provider (STS API reference, AssumeRoleWithWebIdentity). Tokens are not
 * verified yet: one of an unknown issuer gets the error that AWS returns, and one of a provider of the role's account is refused too, and told why.
 */
export const AssumeRoleWithWebIdentity = operation('AssumeRoleWithWebIdentity', {
  summary: 'Issues temporary credentials of a role for an OpenID Connect token.',
  unavailable: 'tokens of OpenID Connect providers are not verified yet',
  authorize: unsigned('the token of an identity provider takes the place of a signature'),
  maxBody: ASSERTION_FORM,
  check(input) {
    if (parseIamArn(input.RoleArn, 'role') === undefined) throw new StsError('ValidationError', 'Request ARN is invalid')
    checkSessionPolicies(input)
  },
  handle({ RoleArn, ProviderId, WebIdentityToken }, _caller, { state }) {
    const issuer = ProviderId ?? issuerOf(WebIdentityToken)
    if (issuer === undefined) throw new StsError('InvalidIdentityToken', NO_JWT)
    if (ProviderId === undefined && isProvider(issuer, RoleArn, state)) throw new StsError('InvalidIdentityToken', NOT_VERIFIED)
    throw new StsError('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`)
  },
})

/** Whether the account of the role has a provider for the issuer. */
function isProvider(issuer: string, roleArn: string, state: Reader): boolean {
  const account = parseIamArn(roleArn, 'role')?.account
  if (account === undefined || !issuer.startsWith(HTTPS) || issuer.length > LONGEST_URL) return false
  return oidcProviders.get(state, account, issuer.slice(HTTPS.length)) !== undefined
}

/** The issuer that an unverified token names; only used in the error to its sender. Undefined when it is not a JWT (RFC 7519, section 7.2). */
function issuerOf(token: string): string | undefined {
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'))
    const issuer = typeof claims === 'object' && claims !== null ? (claims as { iss?: unknown }).iss : undefined
    return typeof issuer === 'string' ? issuer : undefined
  } catch {
    return undefined
  }
}
