import { revokeRulesOperation } from './revoke-rules.js'

/** Removes rules for outbound traffic from a security group (EC2 API reference, RevokeSecurityGroupEgress). */
export const RevokeSecurityGroupEgress = revokeRulesOperation(
  'RevokeSecurityGroupEgress',
  'Removes rules for outbound traffic from a security group.',
)
