import { providerArn } from '../../../core/arn.js'
import { type OidcProviderRecord, oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { issuerOf } from './issuer-url.js'
import { keptClientIds, keptThumbprints } from './oidc-provider.js'

const MOST = oidcProviders.quotas.OpenIdConnectProvidersPerAccount

/**
 * Makes an OpenID Connect provider (IAM API reference, CreateOpenIDConnectProvider). Without thumbprints it has none: AWS would fetch one from the issuer,
 * and daypass calls nobody here. Then the authorities decide.
 */
export const CreateOpenIDConnectProvider = operation('CreateOpenIDConnectProvider', {
  summary: 'Makes an OpenID Connect provider.',
  actions: ['iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider'],
  check(input, _caller, reads) {
    issuerOf(input.Url, reads)
    keptThumbprints(input.ThumbprintList)
    keptClientIds(input.ClientIDList)
    checkTags(input.Tags)
  },
  authorize: (input, { account }, reads) =>
    withTagging(
      { action: 'iam:CreateOpenIDConnectProvider', resource: providerArn(account, 'oidc-provider', issuerOf(input.Url, reads).name) },
      'iam:TagOpenIDConnectProvider',
      input.Tags,
    ),
  handle(input, { account }, deps) {
    const { state, clock } = deps
    const { name, http } = issuerOf(input.Url, deps)
    if (oidcProviders.get(state, account, name) !== undefined) throw oidcProviders.exists(name)
    if (oidcProviders.count(state, account, MOST) === MOST) throw quotaExceeded('OpenIdConnectProvidersPerAccount', MOST)
    const provider: OidcProviderRecord = {
      account,
      name,
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
      clientIds: keptClientIds(input.ClientIDList),
      thumbprints: keptThumbprints(input.ThumbprintList),
      ...(http && { http }),
    }
    oidcProviders.put(state, provider)
    return { OpenIDConnectProviderArn: oidcProviders.arn(provider), Tags: tagsToOutputIfAny(provider.tags) }
  },
})
