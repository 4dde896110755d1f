import { untagOperation } from '../tags/tag-operations.js'
import { taggedOidcProviders } from '../tags/taggable.js'

/** Removes tags of an OpenID Connect provider. */
export const UntagOpenIDConnectProvider = untagOperation('UntagOpenIDConnectProvider', taggedOidcProviders)
