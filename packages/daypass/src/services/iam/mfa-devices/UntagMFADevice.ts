import { untagOperation } from '../tags/tag-operations.js'
import { taggedDevices } from '../tags/taggable.js'

/** Removes tags of a virtual MFA device. */
export const UntagMFADevice = untagOperation('UntagMFADevice', taggedDevices)
