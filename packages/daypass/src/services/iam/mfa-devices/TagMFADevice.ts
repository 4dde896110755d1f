import { tagOperation } from '../tags/tag-operations.js'
import { taggedDevices } from '../tags/taggable.js'

/** Sets tags of a virtual MFA device. */
export const TagMFADevice = tagOperation('TagMFADevice', taggedDevices)
