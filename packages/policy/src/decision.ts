import type { Span } from './document/position.js'

/**
 * The kinds of policies in a decision.
 *
 * @example
 * const asked: readonly PolicyLayer[] = ['scp', 'identity']
 * console.log(decision.matched.filter(({ layer }) => asked.includes(layer)).length)
 * // => 1
 */
export type PolicyLayer = 'scp' | 'rcp' | 'resource' | 'trust' | 'identity' | 'boundary' | 'session'

/**
 * What decided: a kind of policy, the fact that the caller is the account's root user, or a rule that takes precedence over policies: the service
 * always answers (`service`), these credentials never may (`credentialType`), Block Public Access, or the work budget was exceeded (`workBudget`,
 * always a denial).
 *
 * @example
 * const root: Principal = { kind: 'root', account: '111122223333', arn: 'arn:aws:iam::111122223333:root' }
 * const by: Layer = authorize({ ...request, principal: root, policies: {} }).decidedBy
 * console.log(by)
 * // => root
 */
export type Layer = PolicyLayer | 'root' | 'service' | 'credentialType' | 's3BlockPublicAccess' | 'workBudget'

/**
 * The location of a statement.
 *
 * @example
 * const show = ({ layer, policy, sid, line }: StatementLocation) => `${layer} ${policy} ${sid} line ${line}`
 * console.log(decision.matched.map(show).join())
 * // => identity arn:aws:iam::111122223333:policy/Reports OfficeOnly line 5
 */
export interface StatementLocation {
  readonly layer: PolicyLayer
  /** For SCPs and RCPs: the level, from 0 at the root. */
  readonly level?: number
  /** The name or ARN of its policy. */
  readonly policy: string
  readonly sid?: string
  /** The line in its document, from 1. */
  readonly line: number
  /** The start and end in its document. */
  readonly span: Span
}

/**
 * A statement that took part in a decision.
 *
 * @example
 * const [first]: readonly MatchedStatement[] = decision.matched
 * console.log(first?.effect, first?.sid, `${first?.span.start.line}:${first?.span.start.column}`)
 * // => Deny OfficeOnly 5:5
 */
export interface MatchedStatement extends StatementLocation {
  readonly effect: 'Allow' | 'Deny'
}

/**
 * The decision. `decidedBy`: for `allow` the layer that grants, for `explicitDeny` the first that denies (SCP, RCP, resource or trust, identity,
 * boundary, session), for `implicitDeny` the first that lacks a needed Allow. `matched`: for `explicitDeny` the Deny statements, those of `decidedBy`
 * first; otherwise the Allow statements that apply.
 *
 * @example
 * const isAllowed = ({ outcome }: Decision) => outcome === 'allow'
 * console.log(isAllowed(decision), decision.matched.length)
 * // => false 1
 */
export interface Decision {
  readonly outcome: 'allow' | 'explicitDeny' | 'implicitDeny'
  readonly decidedBy: Layer
  readonly matched: readonly MatchedStatement[]
}
