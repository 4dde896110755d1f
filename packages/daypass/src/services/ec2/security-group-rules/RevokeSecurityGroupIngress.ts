import { revokeRulesOperation } from './revoke-rules.js'

/** Removes rules for inbound traffic from a security group (EC2 API reference, RevokeSecurityGroupIngress). */
export const RevokeSecurityGroupIngress = revokeRulesOperation(
  'RevokeSecurityGroupIngress',
  'Removes rules for inbound traffic from a security group.',
)
