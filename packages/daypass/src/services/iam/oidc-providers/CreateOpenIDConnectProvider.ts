import { providerArn } from '../../../core/arn.js'
import { type OidcProviderRecord, oidcProviders } from '../../../directory/iam/identity-providers/oidc-provider.js'
import { quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { checkTags, tagsToOutputIfAny, tagsToRecord, withTagging } from '../tags/tags.js'
import { hostAndPathOf } from './issuer-url.js'
import { keptClientIds, keptThumbprints, TOKENS_NOT_VERIFIED } from './oidc-provider.js'

const MOST = oidcProviders.quotas.OpenIdConnectProvidersPerAccount

/**
 * Makes an OpenID Connect provider (IAM API reference, CreateOpenIDConnectProvider). Without thumbprints it has none: AWS would fetch one from the issuer,
 * and daypass calls nobody.
 */
export const CreateOpenIDConnectProvider = operation('CreateOpenIDConnectProvider', {
  summary: 'Makes an OpenID Connect provider.',
  actions: ['iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider'],
  notEnforced: TOKENS_NOT_VERIFIED,
  check(input) {
    hostAndPathOf(input.Url)
    keptThumbprints(input.ThumbprintList)
    keptClientIds(input.ClientIDList)
    checkTags(input.Tags)
  },
  authorize: (input, { account }) =>
    withTagging(
      { action: 'iam:CreateOpenIDConnectProvider', resource: providerArn(account, 'oidc-provider', hostAndPathOf(input.Url)) },
      'iam:TagOpenIDConnectProvider',
      input.Tags,
    ),
  handle(input, { account }, { state, clock }) {
    const name = hostAndPathOf(input.Url)
    if (oidcProviders.get(state, account, name) !== undefined) throw oidcProviders.exists(name)
    if (oidcProviders.count(state, account, MOST) === MOST) throw quotaExceeded('OpenIdConnectProvidersPerAccount', MOST)
    const provider: OidcProviderRecord = {
      account,
      name,
      createdAt: timeOf(clock),
      tags: tagsToRecord(input.Tags),
      clientIds: keptClientIds(input.ClientIDList),
      thumbprints: keptThumbprints(input.ThumbprintList),
    }
    oidcProviders.put(state, provider)
    return { OpenIDConnectProviderArn: oidcProviders.arn(provider), Tags: tagsToOutputIfAny(provider.tags) }
  },
})
