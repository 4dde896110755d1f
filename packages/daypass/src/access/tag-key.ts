import { foldCase } from '@daypass/policy'

/** A tag key as it is compared with others: keys that differ in case only are the same one (IAM user guide, "Rules for tagging"). */
export const foldTagKey = (key: string): string => foldCase(key)
