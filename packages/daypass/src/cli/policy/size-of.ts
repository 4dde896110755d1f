import { type InlineOwner, type PolicyKind, type Problem, policySize, policySizeLimit, type SizeMeasure } from '@daypass/policy'

/** What a size counts, in words. */
export const COUNTED: Readonly<Record<SizeMeasure, string>> = {
  'non-whitespace': 'characters without white space',
  characters: 'characters',
  bytes: 'bytes',
}

/** The size of a document, the limit, and the problem if it is exceeded. */
export interface Size {
  readonly size: number
  readonly limit: number
  readonly measure: SizeMeasure
  readonly problem?: Problem
}

/** Compares a document with the size limit of its kind; `owner` matters for inline policies only. */
export function sizeOf(text: string, kind: PolicyKind, owner: InlineOwner = 'role'): Size {
  const { size: limit, measure } = policySizeLimit(kind, owner)
  const size = policySize(text, measure)
  const detail = `The document is too large: it has ${size} ${COUNTED[measure]}, the limit is ${limit}`
  return { size, limit, measure, ...(size > limit && { problem: { message: 'The policy is too large.', detail, line: 1, column: 1 } }) }
}
