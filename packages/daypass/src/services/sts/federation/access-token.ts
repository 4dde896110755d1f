import { parseIamArn } from '../../../core/arn.js'
import type { Evidence } from '../../../core/operation.js'
import { PROVIDERS } from '../../../federation/access-tokens/ask-provider.js'
import { isLoginProvider, type LoginProvider } from '../../../federation/oidc/built-in-issuers.js'
import { isTokenProblem, noProvider } from '../../../federation/oidc/token-problem.js'
import type { AssumeRoleWithWebIdentityRequest } from '../../../wire/generated/sts.js'
import type { StsEvidenceParts } from '../sts.js'
import { tokenError } from './web-identity.js'

/** The provider that a ProviderId names; an error for any other (STS API reference, AssumeRoleWithWebIdentity). */
export function requireLoginProvider(name: string): LoginProvider {
  if (isLoginProvider(name)) return name
  const explanation = 'ProviderId must be graph.facebook.com or www.amazon.com, for an access token. Leave it out for an ID token.'
  throw tokenError({ ...noProvider(name), explanation })
}

/**
 * Has the access token of a request verified by its provider: the login that it proves. Its condition keys are the application and the user, and the session
 * keeps both (IAM user guide, "Available keys for AWS OIDC federation"). An access token says nothing of tags and source identities.
 */
export async function verifyAccessToken(
  { RoleArn, RoleSessionName, WebIdentityToken: token }: AssumeRoleWithWebIdentityRequest,
  providerId: string,
  { oidc }: StsEvidenceParts,
): Promise<Evidence> {
  const provider = requireLoginProvider(providerId)
  const account = parseIamArn(RoleArn, 'role')?.account ?? ''
  const vouched = await oidc.accessTokens.vouch({ provider, account, token })
  if (isTokenProblem(vouched)) throw tokenError(vouched)
  const { app, user } = vouched
  const kept = { [`${provider}:app_id`]: app, [`${provider}:${PROVIDERS[provider].userKey}`]: user }
  return {
    login: {
      ...{ kind: 'web-identity', account: '', arn: provider, keys: kept },
      wish: { sessionName: RoleSessionName, kept, tags: [], transitiveTagKeys: [] },
      shown: { subject: user, issuer: provider, audience: app },
    },
  }
}
