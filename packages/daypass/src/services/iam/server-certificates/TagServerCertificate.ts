import { tagOperation } from '../tags/tag-operations.js'
import { taggedServerCertificates } from '../tags/taggable.js'

/** Sets tags of a server certificate. */
export const TagServerCertificate = tagOperation('TagServerCertificate', taggedServerCertificates)
