import { type AuthorizationRequest, type CompiledPolicies, compilePolicies, type PolicyKind, parsePolicy } from '@daypass/policy'
import { ASSUME_ROOT, rootAccessPolicy } from '../permissions/root-access.js'

/** What the default depends on. */
type Asked = Pick<AuthorizationRequest, 'action' | 'resource' | 'resourceAccount' | 'principal'>

/**
 * What a simulation takes for the policy of the resource where it is given none, so that the result depends on identity policies, as on AWS: the policy
 * that a KMS key has by default, which leaves the decision to its account (KMS Developer Guide, "Default key policy"), and what stands for one of a root
 * user that AssumeRoot asks about. Undefined for everything else.
 */
export function defaultResourcePolicy({ action, resource, resourceAccount, principal }: Asked): CompiledPolicies | undefined {
  if (action.toLowerCase() === ASSUME_ROOT.toLowerCase()) return compiled(rootAccessPolicy(principal.account).text(), 'resource')
  if (!/^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource)) return undefined
  const Statement = { Effect: 'Allow', Principal: { AWS: resourceAccount }, Action: 'kms:*', Resource: '*' }
  return compiled(JSON.stringify({ Version: '2012-10-17', Statement }), 'kms-key')
}

/** Where the account is not an id, nobody is allowed. */
function compiled(text: string, kind: PolicyKind): CompiledPolicies {
  const parsed = parsePolicy(text, kind)
  return compilePolicies(parsed.ok ? [{ name: 'default', policy: parsed.policy }] : [])
}
