import { parseIamArn } from '../../core/arn.js'
import { ASSERTION_FORM } from '../../core/body.js'
import { unsigned } from '../../core/operation.js'
import { StsError } from './error.js'
import { checkSessionPolicies } from './session/session-policies.js'
import { operation } from './sts.js'

const NO_JWT = 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)'

/**
 * Temporary credentials of a role for a login at an OpenID Connect provider (STS API reference, AssumeRoleWithWebIdentity). Providers cannot be
 * registered yet, so every token gets the error that AWS returns for an unknown issuer.
 */
export const AssumeRoleWithWebIdentity = operation('AssumeRoleWithWebIdentity', {
  summary: 'Issues temporary credentials of a role for an OpenID Connect token.',
  unavailable: 'there are no OpenID Connect providers in IAM yet',
  authorize: unsigned('the token of an identity provider takes the place of a signature'),
  maxBody: ASSERTION_FORM,
  check(input) {
    if (parseIamArn(input.RoleArn, 'role') === undefined) throw new StsError('ValidationError', 'Request ARN is invalid')
    checkSessionPolicies(input)
  },
  handle({ ProviderId, WebIdentityToken }) {
    const issuer = ProviderId ?? issuerOf(WebIdentityToken)
    if (issuer === undefined) throw new StsError('InvalidIdentityToken', NO_JWT)
    throw new StsError('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`)
  },
})

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
