/**
 * oidc-providers: the OpenID Connect providers of an account: the issuers whose tokens roles may trust, with the client ids that tokens may be for.
 * Owns what a provider may be called and hold. Refuses URLs that an issuer cannot have. Never calls an issuer: thumbprints are not fetched. Leaves the
 * verification of tokens to sts.
 */
import { parseProviderArn } from '../../../core/arn.js'
import { oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { IamError } from '../error.js'
import { invalidArn, invalidInput, quotaExceeded } from '../errors.js'

const { ClientIdsPerOpenIdConnectProvider: CLIENT_IDS, thumbprints: THUMBPRINTS } = oidcProviders.quotas

/** Refuses what is not the ARN of an OpenID Connect provider. */
export function checkOidcArn(arn: string): void {
  if (parseProviderArn(arn, 'oidc-provider') === undefined) throw invalidArn(arn)
}

/** The required permission for an action on an OpenID Connect provider. */
export const oidcPermission = oidcProviders.permission

/** Client ids as they are kept: each once. Refuses more than the quota. */
export function keptClientIds(ids: readonly string[] = []): readonly string[] {
  const kept = [...new Set(ids)]
  if (kept.length > CLIENT_IDS) throw quotaExceeded('ClientIdsPerOpenIdConnectProvider', CLIENT_IDS)
  return kept
}

/**
 * Thumbprints as they are kept: in lower case, as AWS shows them. Refuses more than five, in AWS's words, which speak of fewer than five. Refuses what is
 * not hexadecimal, which AWS stores although no certificate has such a thumbprint (daypass's own rule).
 */
export function keptThumbprints(thumbprints: readonly string[] = []): readonly string[] {
  if (thumbprints.length > THUMBPRINTS) throw invalidInput(`Thumbprint list must contain fewer than ${THUMBPRINTS} entries.`)
  if (!thumbprints.every((one) => /^[0-9A-Fa-f]{40}$/.test(one)))
    throw new IamError('InvalidInput', 'Unknown', {
      explanation: 'A thumbprint must be 40 hexadecimal digits: the SHA-1 digest of a certificate.',
    })
  return thumbprints.map((one) => one.toLowerCase())
}
