import type { CompiledPolicies } from './compile.js'
import type { Context } from './context.js'
import type { Principal } from './matching/principal.js'

/**
 * The policies that bear on a question. An absent layer means: no such policy is attached.
 *
 * @example
 * const policies: Policies = { identity, boundary: compilePolicies([]) }
 * console.log(authorize({ ...request, policies, context: new Map([['aws:sourceip', '203.0.113.7']]) }).decidedBy)
 * // => boundary
 */
export interface Policies {
  /** Of the caller: inline and managed, for a user those of its groups too. */
  readonly identity?: CompiledPolicies
  /** The permissions boundary of the caller's user or role. */
  readonly boundary?: CompiledPolicies
  /** The session policies, inline and managed together. Absent: a session without. */
  readonly session?: CompiledPolicies
  /** The policy of the resource. For a KMS key its key policy, which must allow explicitly. */
  readonly resource?: CompiledPolicies
  /** The trust policy of the role in question; it must allow explicitly, also in one account. */
  readonly trust?: CompiledPolicies
  /** Service control policies above the caller's account, one entry per level from the root down to the account. Absent: no organization. */
  readonly scps?: readonly CompiledPolicies[]
  /** Resource control policies above the resource's account, likewise. RCPFullAWSAccess is implied at every level. */
  readonly rcps?: readonly CompiledPolicies[]
}

/**
 * May this caller do this, to that?
 *
 * @example
 * const list: AuthorizationRequest = { ...request, action: 's3:ListAllMyBuckets', resource: '*', context: new Map([['aws:sourceip', '203.0.113.7']]) }
 * console.log(authorize(list).outcome)
 * // => implicitDeny
 */
export interface AuthorizationRequest {
  readonly principal: Principal
  /** `service:Name`; case does not matter. */
  readonly action: string
  /** An ARN, or `*` for actions that have no resource of their own. */
  readonly resource: string
  /** The owner of the resource, 12 digits. Equal to the caller's account: the rules for one account apply; otherwise both sides must allow. */
  readonly resourceAccount: string
  /** Keys as `foldCase` gives them: in lower case. */
  readonly context: Context
  readonly policies: Policies
  /** The caller's account manages its organization; service control policies do not bind it. */
  readonly callerIsManagement?: boolean
  /** The resource's account manages its organization; resource control policies do not bind it. */
  readonly ownerIsManagement?: boolean
  /** Block Public Access of the bucket and its account together: `restrictPublicBuckets` leaves a public bucket to its own account and to services. */
  readonly blockPublicAccess?: { readonly restrictPublicBuckets?: boolean }
}
