import type { SaveOptions } from '../saving/saving.js'
import type { JsonMember } from './json.js'
import type { KindRules, PolicyKind } from './kinds.js'
import type { LanguageVersion } from './policy.js'
import type { Problems } from './problem.js'

/** What the parser of an element needs to know. */
export interface ParseContext {
  readonly kind: PolicyKind
  readonly rules: KindRules
  readonly version: LanguageVersion
  readonly problems: Problems
  readonly bucket: string | undefined
  /** Set if the document is to be saved. Some documents that are stored already could not be saved now; they keep their meaning. */
  readonly saving: SaveOptions | undefined
}

/** The members of one statement by name. */
export type Elements = ReadonlyMap<string, JsonMember>
