import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedOidcProviders } from '../tags/taggable.js'

/** Lists the tags of an OpenID Connect provider. */
export const ListOpenIDConnectProviderTags = listTagsOperation('ListOpenIDConnectProviderTags', taggedOidcProviders)
