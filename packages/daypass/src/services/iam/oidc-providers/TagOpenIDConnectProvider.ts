import { tagOperation } from '../tags/tag-operations.js'
import { taggedOidcProviders } from '../tags/taggable.js'

/** Sets tags of an OpenID Connect provider. */
export const TagOpenIDConnectProvider = tagOperation('TagOpenIDConnectProvider', taggedOidcProviders)
