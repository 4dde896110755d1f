import type { Position } from '@daypass/policy'

/** The subject of a warning. Scripts match on these; their meaning does not change. */
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

/** Something in a policy that probably does not have the intended effect. Line and column from 1, columns in UTF-16 code units. */
export interface Warning {
  readonly line: number
  readonly column: number
  readonly code: WarningCode
  /** One or two sentences for people. */
  readonly text: string
}

/** A warning at a position. */
export const warn = (at: Position, code: WarningCode, text: string): Warning => ({ line: at.line, column: at.column, code, text })

/** The suggestion at the end of a text. */
export const didYouMean = (name: string | undefined): string => (name === undefined ? '' : ` Did you mean ${name}?`)
