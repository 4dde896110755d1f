import type { Span } from './json.js'
import type { PolicyKind } from './kinds.js'

/** `2008-10-17` also when the document says nothing. */
export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** A policy document as data. Only `parsePolicy` makes one that is known to be valid. */
export interface Policy {
  readonly kind: PolicyKind
  readonly version: PolicyVersion
  /** The `Id` element; without meaning for decisions. */
  readonly id?: string
  readonly statements: readonly Statement[]
}

/** One statement, its patterns still as written. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  /** Absent also when written as the empty string, which AWS treats as no Sid. */
  readonly sid?: string
  readonly principal?: PrincipalElement
  readonly action: PatternElement
  readonly resource?: PatternElement
  /** All must hold. One entry per operator and key. */
  readonly conditions: readonly ConditionEntry[]
  /** Where the statement stands in the document. */
  readonly span: Span
}

/** `Action`, `Resource`, or with `negated` `NotAction`, `NotResource`. */
export interface PatternElement {
  readonly negated: boolean
  readonly patterns: readonly string[]
  /** Where each pattern stands in the document, in the order of `patterns`, quotes included. */
  readonly spans?: readonly Span[]
}

/** `Principal`, or with `negated` `NotPrincipal`. A bare `"*"` reads as `{"AWS":"*"}`. */
export interface PrincipalElement {
  readonly negated: boolean
  readonly entries: readonly PrincipalEntry[]
}

/** One name in a Principal element, with the type it stands under. */
export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly value: string
  /** Where the value stands in the document, quotes included; absent for a bare `"*"`. */
  readonly span?: Span
}

/** One line of a condition block: `operator: { key: values }`. Numbers and booleans are kept as they were written. */
export interface ConditionEntry {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  /** Where the key stands in the document, quotes included. */
  readonly keySpan?: Span
}
