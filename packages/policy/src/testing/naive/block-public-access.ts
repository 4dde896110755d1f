import { onlyDigits, rangeOf } from './condition-values.js'
import { isObject, type NaiveStatement, readStatements, textsOf } from './document.js'
import type { EvaluationCase, Json, JsonObject } from './evaluation-case.js'
import { arnParts } from './matching.js'
import { entriesOf } from './principals.js'

/** Contract 6, "Public policy": the keys whose fixed values limit an Allow. */
const limitingKeys = [
  'aws:PrincipalOrgID',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
  'aws:SourceArn',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:SourceOwner',
  'aws:SourceAccount',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:DataAccessPointAccount',
].map((key) => key.toLowerCase())

/** An operator limits if it is positive and false for an absent key: no IfExists, no ForAllValues. */
const limitingOperators = ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike'].flatMap((name) => [
  name,
  `ForAnyValue:${name}`,
])

/** An empty value does not limit. This is our reading: the contract does not say. */
function isFixed(text: string): boolean {
  return text !== '' && !text.includes('*') && !text.includes('?') && !text.includes(`\${`)
}

/** No broader than /8 (IPv4) or /32 (IPv6). The RFC 1918 exemption adds nothing: no private range is broader than /8. */
function isNarrow(text: string): boolean {
  const range = rangeOf(text)
  return range !== undefined && range.prefix >= (range.bits === 32 ? 8 : 32)
}

/** Contract 6: the access point ARN "may wildcard the name". */
function isFixedAccessPoint(text: string): boolean {
  const parts = arnParts(text, true)
  return (
    parts?.slice(0, 5).every((part) => part === '' || isFixed(part)) === true &&
    onlyDigits(parts[4] ?? '') &&
    !(parts[5] ?? '').includes(`\${`)
  )
}

function limits(operator: string, key: string, values: readonly string[]): boolean {
  const name = key.toLowerCase()
  if (values.length === 0) return false
  if (name === 'aws:sourceip') return ['IpAddress', 'ForAnyValue:IpAddress'].includes(operator) && values.every(isNarrow)
  if (!limitingOperators.includes(operator)) return false
  return name === 's3:dataaccesspointarn' ? values.every(isFixedAccessPoint) : limitingKeys.includes(name) && values.every(isFixed)
}

function isLimitedByCondition(block: Json | undefined): boolean {
  if (!isObject(block)) return false
  return Object.entries(block).some(
    ([operator, keys]) => isObject(keys) && Object.entries(keys).some(([key, values]) => limits(operator, key, textsOf(values) ?? [])),
  )
}

/** Fixed principals: no "*", no web identity provider; NotPrincipal does not limit. */
function hasFixedPrincipals(principal: Json | undefined): boolean {
  const entries = principal === undefined ? undefined : entriesOf(principal)
  if (entries === undefined) return false
  return entries.every((entry) => entry.text !== '*' && (entry.type !== 'Federated' || entry.text.includes(':saml-provider/')))
}

function isPublicStatement(statement: NaiveStatement): boolean {
  if (statement.effect !== 'Allow') return false
  return !hasFixedPrincipals(statement.elements.Principal) && !isLimitedByCondition(statement.elements.Condition)
}

/** Contract 6: one public statement makes the whole policy public. */
export function isPublicPolicy(document: JsonObject): boolean {
  return readStatements(document).some(isPublicStatement)
}

/** Contract 6: RestrictPublicBuckets limits a bucket with a public policy to the owner account and service principals. */
export function isBlockedByPublicAccess(one: EvaluationCase): boolean {
  const { principal, resource, resourceAccount } = one.request
  const restricted = one.settings?.s3BlockPublicAccess?.restrictPublicBuckets === true
  if (!restricted || arnParts(resource, false)?.[2] !== 's3' || one.policies.resource === null) return false
  if (principal.type === 'service' || principal.account === resourceAccount) return false
  return isPublicPolicy(one.policies.resource)
}
