import type { SaveOptions } from '../saving/saving.js'
import type { JsonMember } from './json.js'
import type { KindRules, PolicyKind } from './kinds.js'
import type { LanguageVersion } from './policy.js'
import type { Position } from './position.js'
import { AWS_TEXT, type Problems, type Stage } from './problem.js'

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

type Reporting = Pick<ParseContext, 'rules' | 'problems'>

/** Reports an element that must be there. S3 names it (observed in 2026); `otherwise` is what the other services say. */
export function reportMissing(
  name: string,
  { at, rules, problems, stage = 'syntax', otherwise = AWS_TEXT.syntax }: Reporting & { at: Position; stage?: Stage; otherwise?: string },
): void {
  const detail = otherwise === AWS_TEXT.syntax ? `The element ${name} is missing` : otherwise
  if (rules.namesElements) problems.add({ at, stage, message: `Missing required field ${name}`, detail: `The element ${name} is missing` })
  else problems.add({ at, stage, message: otherwise, detail })
}

/** Reports an element that the language does not have. */
export function reportUnknown(name: string, at: Position, { rules, problems }: Reporting): void {
  const message = rules.namesElements ? `Unknown field ${name}` : AWS_TEXT.syntax
  problems.add({ at, stage: 'syntax', message, detail: `Unknown element ${name}` })
}
