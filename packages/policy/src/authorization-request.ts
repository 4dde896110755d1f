import type { CompiledPolicies } from './compile.js'
import type { Context } from './context.js'
import type { Principal } from './matching/principal.js'

/**
 * The policies that apply to an authorization request. An absent layer means that no such policy is attached.
 *
 * @example
 * const policies: Policies = { identity, boundary: compilePolicies([]) }
 * console.log(authorize({ ...request, policies, context: new Map([['aws:sourceip', '203.0.113.7']]) }).decidedBy)
 * // => boundary
 */
export interface Policies {
  /** The caller's identity-based policies, inline and managed; for a user also those of its groups. */
  readonly identity?: CompiledPolicies
  /** The permissions boundary of the caller's user or role. */
  readonly boundary?: CompiledPolicies
  /** The session policies, inline and managed together. Absent for a session without session policies. */
  readonly session?: CompiledPolicies
  /** The resource-based policy. For a KMS key this is the key policy, which must allow explicitly. */
  readonly resource?: CompiledPolicies
  /** The trust policy of the requested role. It must allow explicitly, even within one account. */
  readonly trust?: CompiledPolicies
  /**
   * Service control policies that apply to the caller's account, one entry per level from the root down to the account. Absent without an
   * organization.
   */
  readonly scps?: readonly CompiledPolicies[]
  /** Resource control policies that apply to the resource's account, in the same order. RCPFullAWSAccess is implied at every level. */
  readonly rcps?: readonly CompiledPolicies[]
}

/**
 * Everything that a decision depends on: who wants to do what, to which resource, in which context, under which policies.
 *
 * @example
 * const list: AuthorizationRequest = { ...request, action: 's3:ListAllMyBuckets', resource: '*', context: new Map([['aws:sourceip', '203.0.113.7']]) }
 * console.log(authorize(list).outcome)
 * // => implicitDeny
 */
export interface AuthorizationRequest {
  readonly principal: Principal
  /** `service:Name`; not case-sensitive. */
  readonly action: string
  /** An ARN, or `*` for actions without a resource. */
  readonly resource: string
  /**
   * The account that owns the resource, 12 digits. If it is the caller's account, the rules for one account apply; otherwise both accounts must
   * allow.
   */
  readonly resourceAccount: string
  /** Key names as `foldCase` returns them: in lower case. */
  readonly context: Context
  readonly policies: Policies
  /** The caller's account manages its organization, so service control policies do not apply to it. */
  readonly callerIsManagement?: boolean
  /** The resource's account manages its organization, so resource control policies do not apply to it. */
  readonly ownerIsManagement?: boolean
  /** Block Public Access of the bucket and its account combined: `restrictPublicBuckets` limits a public bucket to its own account and to services. */
  readonly blockPublicAccess?: { readonly restrictPublicBuckets?: boolean }
}
