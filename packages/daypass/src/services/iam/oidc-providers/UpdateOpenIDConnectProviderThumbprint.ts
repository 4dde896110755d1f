import { changeOperation } from './change-provider.js'
import { keptThumbprints } from './oidc-provider.js'

/** Replaces all thumbprints of a provider (IAM API reference, UpdateOpenIDConnectProviderThumbprint). */
export const UpdateOpenIDConnectProviderThumbprint = changeOperation('UpdateOpenIDConnectProviderThumbprint', {
  summary: 'Replaces the thumbprints of an OpenID Connect provider.',
  check: ({ ThumbprintList }) => void keptThumbprints(ThumbprintList),
  change: (_provider, { ThumbprintList }) => ({ thumbprints: keptThumbprints(ThumbprintList) }),
})
