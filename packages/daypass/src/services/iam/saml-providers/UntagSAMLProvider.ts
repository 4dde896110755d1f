import { untagOperation } from '../tags/tag-operations.js'
import { taggedSamlProviders } from '../tags/taggable.js'

/** Removes tags of a SAML provider. */
export const UntagSAMLProvider = untagOperation('UntagSAMLProvider', taggedSamlProviders)
