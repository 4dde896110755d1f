import type { SaveOptions } from '../saving/saving.js'
import type { JsonMember } from './json.js'
import type { KindRules, PolicyKind } from './kinds.js'
import type { LanguageVersion } from './policy.js'
import type { Problems } from './problem.js'

/** What a reader of a part of the document is given. */
export interface ParseContext {
  readonly kind: PolicyKind
  readonly rules: KindRules
  readonly version: LanguageVersion
  readonly problems: Problems
  readonly bucket: string | undefined
  /** Set when the document is to be saved: some of what is stored already would not be saved any more, and means what it meant. */
  readonly saving: SaveOptions | undefined
}

/** The members of one statement by name. */
export type Elements = ReadonlyMap<string, JsonMember>
