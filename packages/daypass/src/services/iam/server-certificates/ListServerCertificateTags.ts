import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedServerCertificates } from '../tags/taggable.js'

/** Lists the tags of a server certificate. */
export const ListServerCertificateTags = listTagsOperation('ListServerCertificateTags', taggedServerCertificates)
