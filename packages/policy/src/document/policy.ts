import type { PolicyKind } from './kinds.js'
import type { Span } from './position.js'

/**
 * `2008-10-17` also if the document has no Version.
 *
 * @example
 * const version: LanguageVersion = policy.version
 * console.log(version)
 * // => 2012-10-17
 */
export type LanguageVersion = '2008-10-17' | '2012-10-17'

/**
 * A policy document as data. Only the result of `parsePolicy` is known to be valid.
 *
 * @example
 * const sids = ({ statements }: Policy) => statements.map(({ sid }) => sid ?? 'none')
 * console.log(policy.kind, sids(policy).join(' '))
 * // => managed none OfficeOnly
 */
export interface Policy {
  readonly kind: PolicyKind
  readonly version: LanguageVersion
  /** Set if the document has no `Version`; `version` is then 2008-10-17. */
  readonly unversioned?: true
  /** The `Id` element; it does not affect decisions. */
  readonly id?: string
  readonly statements: readonly Statement[]
}

/**
 * One statement, with its patterns as written.
 *
 * @example
 * const isDeny = ({ effect }: Statement) => effect === 'Deny'
 * console.log(policy.statements.filter(isDeny).length)
 * // => 1
 */
export interface Statement {
  readonly effect: 'Allow' | 'Deny'
  /** Also absent if written as the empty string, which AWS treats as no Sid. */
  readonly sid?: string
  readonly principal?: PrincipalElement
  readonly action: PatternElement
  readonly resource?: PatternElement
  /** All must hold. One entry per operator and key. */
  readonly conditions: readonly ConditionEntry[]
  /** The position of the statement in the document. */
  readonly span: Span
}

/**
 * `Action`, `Resource`, or with `negated` `NotAction`, `NotResource`.
 *
 * @example
 * const show = ({ negated, patterns }: PatternElement) => `${negated ? 'all but' : 'only'} ${patterns.join(', ')}`
 * console.log(policy.statements.map(({ action }) => show(action)).join('; '))
 * // => only s3:Get*; only *
 */
export interface PatternElement {
  readonly negated: boolean
  readonly patterns: readonly string[]
  /** The positions of the patterns in the document, in the order of `patterns`, including quotes. */
  readonly spans?: readonly Span[]
}

/**
 * `Principal`, or with `negated` `NotPrincipal`. A bare `"*"` is parsed as `{"AWS":"*"}`.
 *
 * @example
 * const trust = parsePolicy('{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}', 'trust')
 * const principal: PrincipalElement | undefined = trust.ok ? trust.policy.statements[0]?.principal : undefined
 * console.log(principal?.negated, principal?.entries.length)
 * // => false 1
 */
export interface PrincipalElement {
  readonly negated: boolean
  readonly entries: readonly PrincipalEntry[]
}

/**
 * One name in a Principal element, with its type.
 *
 * @example
 * const show = ({ type, value }: PrincipalEntry) => `${type}:${value}`
 * const trust = parsePolicy('{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}', 'trust')
 * console.log(trust.ok && trust.policy.statements[0]?.principal?.entries.map(show).join())
 * // => Service:ec2.amazonaws.com
 */
export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser'
  readonly value: string
  /** The position of the value in the document, including quotes; absent for a bare `"*"`. */
  readonly span?: Span
}

/**
 * One line of a condition block: `operator: { key: values }`. Numbers and booleans are kept as they were written.
 *
 * @example
 * const show = ({ operator, key, values }: ConditionEntry) => `${operator} ${key} ${values.join(' or ')}`
 * console.log(policy.statements.flatMap(({ conditions }) => conditions.map(show)).join('; '))
 * // => NotIpAddress aws:SourceIp 203.0.113.0/24
 */
export interface ConditionEntry {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
  /** The position of the key in the document, including quotes. */
  readonly keySpan?: Span
}
