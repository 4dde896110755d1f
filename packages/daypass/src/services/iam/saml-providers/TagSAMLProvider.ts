import { tagOperation } from '../tags/tag-operations.js'
import { taggedSamlProviders } from '../tags/taggable.js'

/** Sets tags of a SAML provider. */
export const TagSAMLProvider = tagOperation('TagSAMLProvider', taggedSamlProviders)
