import type { JsonMember } from './json.js'
import type { KindRules, PolicyKind } from './kinds.js'
import type { PolicyVersion } from './policy.js'
import type { Problems } from './problem.js'

/** What a reader of a part of the document is given. */
export interface Reading {
  readonly kind: PolicyKind
  readonly rules: KindRules
  readonly version: PolicyVersion
  readonly problems: Problems
  readonly bucket: string | undefined
}

/** The members of one statement by name. */
export type Elements = ReadonlyMap<string, JsonMember>
