import { type AuthorizationRequest, type CompiledPolicies, compilePolicies, parsePolicy } from '@daypass/policy'

/**
 * The key policy that a KMS key has unless someone gave it another: the key's account decides by identity policies (KMS Developer Guide, "Default key
 * policy"). It stands in where a simulation about a key is given no policy for it, so that such a simulation tells what identity policies say, as AWS's
 * does. Undefined when the request is about something else.
 */
export function defaultKeyPolicy({
  resource,
  resourceAccount,
}: Pick<AuthorizationRequest, 'resource' | 'resourceAccount'>): CompiledPolicies | undefined {
  if (!/^arn:[^:]*:kms:[^:]*:[^:]*:key\//.test(resource)) return undefined
  const statement = { Effect: 'Allow', Principal: { AWS: resourceAccount }, Action: 'kms:*', Resource: '*' }
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statement }), 'kms-key')
  // An owner that is no account number: nobody is let in.
  return compilePolicies(parsed.ok ? [{ name: 'default', policy: parsed.policy }] : [])
}
