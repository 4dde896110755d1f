import type { ConditionEntry } from '@daypass/policy'
import { sharedIssuer } from '../../core/federation/shared-issuers.js'
import type { StatementReading } from './reading.js'
import { type Warning, warn } from './warning.js'

/** What is known and valid, but often a mistake. */
export function lintCautions(reading: StatementReading): readonly Warning[] {
  return [
    ...notActions(reading),
    ...notPrincipals(reading),
    ...everyone(reading),
    ...sharedIssuers(reading),
    ...passRole(reading),
    ...mfaFalse(reading),
    ...ipv4AsIpv6(reading),
  ]
}

function notActions({ statement, named }: StatementReading): readonly Warning[] {
  const [first] = named
  if (statement.effect === 'Deny' || !statement.action.negated || first === undefined) return []
  return [warn(first.at, 'allow-not-action', 'Allow with NotAction allows every other action of every service, including future ones.')]
}

function notPrincipals({ statement: { effect, principal, span } }: StatementReading): readonly Warning[] {
  if (effect === 'Deny' || !principal?.negated) return []
  const at = (principal.entries[0]?.span ?? span).start
  return [warn(at, 'allow-not-principal', 'Allow with NotPrincipal allows everyone else, including anonymous callers.')]
}

function everyone({ statement: { effect, principal, conditions, span } }: StatementReading): readonly Warning[] {
  if (effect === 'Deny' || principal === undefined || principal.negated || conditions.length > 0) return []
  const open = principal.entries.find(({ type, value }) => type === 'AWS' && value === '*')
  if (open === undefined) return []
  const text = 'Principal "*" without a condition allows everyone in every account. Name the principals, or add a condition.'
  return [warn((open.span ?? span).start, 'allow-everyone', text)]
}

/** A condition that only checks whether the key is present, or that holds if it is absent, does not limit whose token it must be. */
const LETS_ANY_PASS = /^(?:Null|ForAllValues:.*|.*IfExists|.*Not.*)$/i

/**
 * Anyone can get a token from an issuer that serves many customers: without a condition on the claim that identifies the customer, a role is open to
 * all of them. AWS has rejected such a trust policy since 2025.
 */
function sharedIssuers({ statement: { effect, principal, conditions, span } }: StatementReading): readonly Warning[] {
  if (effect === 'Deny' || principal === undefined || principal.negated) return []
  return principal.entries.flatMap((entry) => {
    const shared = entry.type === 'Federated' ? sharedIssuer(entry.value) : undefined
    if (shared === undefined) return []
    const { issuer, key } = shared
    if (conditions.some((one) => isKeyOf(one, key))) return []
    const text = `Anyone can get a token of ${issuer}. Without a condition on ${key}, such as StringEquals or StringLike, this statement allows everyone.`
    return [warn((entry.span ?? span).start, 'shared-issuer-without-subject', text)]
  })
}

const isKeyOf = ({ operator, key, values }: ConditionEntry, wanted: string): boolean =>
  key.toLowerCase() === wanted.toLowerCase() && !LETS_ANY_PASS.test(operator) && !values.some((value) => /^[*?]*$/.test(value))

const EVERY_ROLE = /^(?:\*|arn:[^:]*:iam::[^:]*:(?:\*|role\/\*))$/

/**
 * A principal that can pass any role to any service has the permissions of the strongest role. Not reported for the bare `*`, which allows much more
 * than that, and if a condition names the service. Source: IAM User Guide, "Grant a user permissions to pass a role to an AWS service".
 */
function passRole({ statement: { effect, resource, action, conditions }, named }: StatementReading): readonly Warning[] {
  if (effect === 'Deny' || action.negated || resource === undefined || resource.negated) return []
  if (!resource.patterns.some((pattern) => EVERY_ROLE.test(pattern)) || conditions.some(({ key }) => /^iam:passedtoservice$/i.test(key)))
    return []
  return named
    .filter(({ pattern, actions }) => !/^\*(?::\*)?$/.test(pattern) && actions.some(({ name }) => name === 'iam:PassRole'))
    .map(({ pattern, at }) =>
      warn(
        at,
        'pass-role-on-all',
        `${pattern} applies to every role. Name the roles that may be passed, or the services with iam:PassedToService.`,
      ),
    )
}

/** Source: IAM User Guide, "AWS global condition context keys", aws:MultiFactorAuthPresent: absent from requests with long-term keys. */
function mfaFalse({ statement }: StatementReading): readonly Warning[] {
  if (statement.effect === 'Allow') return []
  const text = 'Requests with long-term keys have no aws:MultiFactorAuthPresent, so this Deny does not apply to them. Use BoolIfExists.'
  return statement.conditions
    .filter(deniesOnFalse)
    .map(({ keySpan }) => warn((keySpan ?? statement.span).start, 'mfa-false-without-if-exists', text))
}

const deniesOnFalse = ({ operator, key, values }: ConditionEntry): boolean =>
  /^(?:ForAnyValue:)?Bool$/.test(operator) && /^aws:multifactorauthpresent$/i.test(key) && values.some((value) => /^false$/i.test(value))

/** IPv4-mapped IPv6 (RFC 4291, section 2.5.5.2): the server sees such a client as IPv4, and the two families never match each other. */
const MAPPED = /^(?:::|(?:0{1,4}:)+:?)(?:0{1,4}:)*ffff:/i

function ipv4AsIpv6({ statement }: StatementReading): readonly Warning[] {
  const text = 'The addresses of requests are never IPv4 written as IPv6, so this matches no request. Write it as IPv4.'
  return statement.conditions
    .filter(({ operator, values }) => /IpAddress(?:IfExists)?$/i.test(operator) && values.some((value) => MAPPED.test(value)))
    .map(({ keySpan }) => warn((keySpan ?? statement.span).start, 'ipv4-as-ipv6', text))
}
