import { listTagsOperation } from '../tags/tag-operations.js'
import { taggedDevices } from '../tags/taggable.js'

/** Lists the tags of a virtual MFA device. */
export const ListMFADeviceTags = listTagsOperation('ListMFADeviceTags', taggedDevices)
