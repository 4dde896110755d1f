/** Services whose actions a resource control policy may name (Organizations user guide, "List of AWS services that support RCPs"). */
const SERVICES: ReadonlySet<string> = new Set(
  'aoss cognito-identity cognito-idp dynamodb ecr kms logs s3 secretsmanager sqs sts'.split(' '),
)

/**
 * Whether a resource control policy may name an action, or a pattern of actions: those of a few services only (Organizations user guide, "List of AWS
 * services that support RCPs"). Parsing does not ask it, because the list grows.
 *
 * @example
 * console.log(supportsRcps('s3:Get*'), supportsRcps('iam:CreateUser'))
 * // => true false
 */
export const supportsRcps = (action: string): boolean => SERVICES.has(action.split(':')[0]?.toLowerCase() ?? '')
