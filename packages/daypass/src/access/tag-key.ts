import { foldCase } from '@daypass/policy'

/** A tag key as it is compared with others: keys that differ only in case are the same (IAM user guide, "Rules for tagging"). */
export const foldTagKey = (key: string): string => foldCase(key)
