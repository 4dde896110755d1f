import { type AuthorizationRequest, type CompiledPolicies, compilePolicies, parsePolicy } from '@daypass/policy'

/**
 * The key policy that a KMS key has by default: the identity policies of the key's account decide (KMS Developer Guide, "Default key policy"). It is
 * used if a simulation about a key has no policy for it, so that the result depends on identity policies, as on AWS. Undefined if the request is
 * about something else.
 */
export function defaultKeyPolicy({
  resource,
  resourceAccount,
}: Pick<AuthorizationRequest, 'resource' | 'resourceAccount'>): CompiledPolicies | undefined {
  if (!/^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource)) return undefined
  const statement = { Effect: 'Allow', Principal: { AWS: resourceAccount }, Action: 'kms:*', Resource: '*' }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'kms-key')
  // The owner is not an account id: nobody is allowed.
  return compilePolicies(parsed.ok ? [{ name: 'default', policy: parsed.policy }] : [])
}
