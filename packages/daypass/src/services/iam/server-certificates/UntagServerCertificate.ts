import { untagOperation } from '../tags/tag-operations.js'
import { taggedServerCertificates } from '../tags/taggable.js'

/** Removes tags of a server certificate. */
export const UntagServerCertificate = untagOperation('UntagServerCertificate', taggedServerCertificates)
