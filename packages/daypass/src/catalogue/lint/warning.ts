import type { Position } from '@daypass/policy'

/** What a warning is about. Scripts match on these; they do not change their meaning. */
export type WarningCode =
  | 'unknown-service'
  | 'unknown-action'
  | 'no-action-matches'
  | 'resource-fits-no-action'
  | 'action-fits-no-resource'
  | 'resource-must-be-star'
  | 'arn-of-few-parts'
  | 'unknown-global-key'
  | 'unknown-condition-key'
  | 'unsupported-condition-key'
  | 'pass-role-on-all'
  | 'allow-not-action'
  | 'allow-not-principal'
  | 'allow-everyone'
  | 'shared-issuer-without-subject'
  | 'mfa-false-without-if-exists'
  | 'ipv4-as-ipv6'

/** Something in a policy that does probably not do what was meant. Line and column from 1, columns in UTF-16 code units. */
export interface Warning {
  readonly line: number
  readonly column: number
  readonly code: WarningCode
  /** One sentence or two, for people. */
  readonly text: string
}

/** A warning at a place. */
export const warn = (at: Position, code: WarningCode, text: string): Warning => ({ line: at.line, column: at.column, code, text })

/** What may have been meant, as the end of a text. */
export const didYouMean = (name: string | undefined): string => (name === undefined ? '' : ` Did you mean ${name}?`)
