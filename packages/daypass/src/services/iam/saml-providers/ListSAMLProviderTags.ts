import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedSamlProviders } from '../tags/taggable.js'

/** Lists the tags of a SAML provider. */
export const ListSAMLProviderTags = listTagsOperation('ListSAMLProviderTags', taggedSamlProviders)
