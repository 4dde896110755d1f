import { authorizeRulesOperation } from './authorize-rules.js'

/** Adds rules for inbound traffic to a security group (EC2 API reference, AuthorizeSecurityGroupIngress). */
export const AuthorizeSecurityGroupIngress = authorizeRulesOperation(
  'AuthorizeSecurityGroupIngress',
  'Adds rules for inbound traffic to a security group.',
)
