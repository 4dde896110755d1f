/**
 * The safety check of key policies. Source: AWS KMS API Reference, PutKeyPolicy, CreateKey and ReplicateKey (`Policy`,
 * `BypassPolicyLockoutSafetyCheck`); KMS Developer Guide, "Default key policy".
 */

import type { AuthorizationRequest } from './authorization-request.js'
import { authorize } from './authorize.js'
import { compilePolicies } from './compile.js'
import type { Policy } from './document/policy.js'
import { splitArn } from './matching/arn.js'
import type { Options } from './options.js'

/**
 * Whether a new key policy would prevent its own author from calling `kms:PutKeyPolicy` on that key again. KMS rejects such a policy with
 * MalformedPolicyDocumentException, unless the caller sets `BypassPolicyLockoutSafetyCheck`.
 *
 * `call` is the authorization request of the call that sets the policy (PutKeyPolicy, CreateKey, ReplicateKey), with its caller, the caller's own
 * policies and the current context, in which conditions are evaluated. `resource` is the ARN of the key, even if the key does not exist yet. `action`
 * does not matter, and a resource or trust policy in it is ignored. A policy that only delegates to the account is enough if the caller's own
 * policies allow the action. Callers of another account are always locked out (KMS has no PutKeyPolicy across accounts), and so is everyone if
 * `resource` is not a key or the policy is not a key policy.
 *
 * @example
 * const key = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
 * const call: AuthorizationRequest = { ...request, action: 'kms:PutKeyPolicy', resource: key }
 * const forUseOnly = parsePolicy('{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}}', 'kms-key')
 * console.log(forUseOnly.ok && locksOutCaller(forUseOnly.policy, call))
 * // => true
 */
export function locksOutCaller(policy: Policy, call: Omit<AuthorizationRequest, 'action'>, options?: Options): boolean {
  const { principal, resourceAccount, resource } = call
  if (policy.kind !== 'kms-key' || !isKeyOf(resource, resourceAccount) || principal.account !== resourceAccount) return true
  const { trust: _, ...own } = call.policies
  const policies = { ...own, resource: compilePolicies([{ name: 'key policy', policy }], options) }
  return authorize({ ...call, action: 'kms:PutKeyPolicy', policies }).outcome !== 'allow'
}

/** Whether the ARN is that of one key in this account: for any other resource, `authorize` would not require the key policy to allow. */
function isKeyOf(resource: string, account: string): boolean {
  const parts = splitArn(resource)
  return account !== '' && parts?.[0] === 'arn' && parts[2] === 'kms' && parts[4] === account && /^key\/[^*?]+$/.test(parts[5])
}
