import { authorizeRulesOperation } from './authorize-rules.js'

/** Adds rules for outbound traffic to a security group (EC2 API reference, AuthorizeSecurityGroupEgress). */
export const AuthorizeSecurityGroupEgress = authorizeRulesOperation(
  'AuthorizeSecurityGroupEgress',
  'Adds rules for outbound traffic to a security group.',
)
