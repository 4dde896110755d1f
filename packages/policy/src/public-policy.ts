/**
 * Whether a resource policy gives public access. Source: S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public".
 * Every Allow is public unless it is limited to fixed principals, or by a fixed value of one of the keys listed there.
 */

import { isNarrowRange } from './conditions/ip.js'
import type { ConditionEntry, Policy, PrincipalEntry, Statement } from './document/policy.js'
import { splitArn } from './matching/arn.js'
import { foldCase } from './matching/fold-case.js'
import { parsePrincipal } from './matching/principal-pattern.js'

/**
 * Whether a policy is public: one public statement makes the whole policy public.
 *
 * @example
 * const site = parsePolicy('{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::site/*"}}', 's3-bucket')
 * console.log(site.ok && isPublicPolicy(site.policy), isPublicPolicy(policy))
 * // => true false
 */
export function isPublicPolicy(policy: Policy): boolean {
  return policy.statements.some(isPublicStatement)
}

/** Whether a statement makes its policy public. Statements without principals never do. */
export function isPublicStatement({ effect, principal, conditions }: Statement): boolean {
  if (effect === 'Deny' || principal === undefined) return false
  if (!principal.negated && principal.entries.length > 0 && principal.entries.every(isFixedPrincipal)) return false
  return !conditions.some(isLimiting)
}

/** Anyone can get an account at a web identity provider, so naming one does not limit access. */
function isFixedPrincipal(entry: PrincipalEntry): boolean {
  const pattern = parsePrincipal(entry)
  if (pattern === undefined || pattern.kind === 'everyone') return false
  return pattern.kind !== 'provider' || /^arn:[^:]+:iam::[0-9]{12}:saml-provider\//.test(pattern.name)
}

const FIXED_KEYS: ReadonlySet<string> = new Set([
  ...['aws:principalorgid', 'aws:principalarn', 'aws:principalaccount', 'aws:sourcearn', 'aws:sourcevpc', 'aws:sourcevpce'],
  ...['aws:sourceowner', 'aws:sourceaccount', 'aws:userid', 's3:dataaccesspointaccount'],
  's3:x-amz-server-side-encryption-aws-kms-key-id',
])

/** Operators that do not match an absent key, and that name what matches. */
const LIMITING_OPERATORS = /^(?:ForAnyValue:)?(?:StringEquals|StringEqualsIgnoreCase|StringLike|ArnEquals|ArnLike)$/
const IP_RANGE_OPERATOR = /^(?:ForAnyValue:)?IpAddress$/
/** Ranges with at least these prefix lengths are not public. All private ranges are among them. */
const MIN_BITS = { ipv4: 8, ipv6: 32 }

function isLimiting({ operator, key, values }: ConditionEntry): boolean {
  const lowered = foldCase(key)
  if (values.length === 0) return false
  if (IP_RANGE_OPERATOR.test(operator)) return lowered === 'aws:sourceip' && values.every((value) => isNarrowRange(value, MIN_BITS))
  if (!LIMITING_OPERATORS.test(operator)) return false
  return lowered === 's3:dataaccesspointarn' ? values.every(isFixedAccessPoint) : FIXED_KEYS.has(lowered) && values.every(isFixed)
}

function isFixed(value: string): boolean {
  return value !== '' && !/[*?]|\$\{/.test(value)
}

/** The name of an access point may have wildcards; its account must not. */
function isFixedAccessPoint(value: string): boolean {
  const parts = splitArn(value)
  return parts !== undefined && parts[4] !== '' && parts.slice(0, 5).every((part) => !/[*?]|\$\{/.test(part)) && !value.includes('${')
}
