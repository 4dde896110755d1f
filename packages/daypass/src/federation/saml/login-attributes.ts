import type { SamlAttribute, VerifiedAssertion } from './read-assertion.js'
import { badAttribute, Refuse, type SamlRefusal } from './refusal.js'

/** What AWS's attributes begin with; letter case counts (IAM user guide, "Configure SAML assertions for the authentication response"). */
const AWS = 'https://aws.amazon.com/SAML/Attributes/'
const PRINCIPAL_TAG = `${AWS}PrincipalTag:`

/** A role that the user may choose, and the provider that says so. */
export interface RoleChoice {
  readonly roleArn: string
  readonly providerArn: string
}

/** What the attributes of AWS say about the session of a login. */
export interface SamlLogin {
  readonly roleSessionName: string
  /** Seconds. */
  readonly sessionDuration?: number
  readonly tags: readonly { readonly Key: string; readonly Value: string }[]
  readonly transitiveTagKeys: readonly string[]
  readonly sourceIdentity?: string
}

/** The attributes of a login, or which one is not as it must be. */
export type LoginResult = { readonly ok: true; readonly login: SamlLogin } | { readonly ok: false; readonly refusal: SamlRefusal }

const NAME = /^[A-Za-z0-9_+=,.@-]{2,64}$/
const DURATION = /^\d{3,5}$/
const [SHORTEST, LONGEST] = [900, 43_200]
/** The values of an attribute. One that is there several times has the values of all. */
const valuesOf = ({ attributes }: VerifiedAssertion, name: string): readonly string[] =>
  attributes.filter((attribute) => attribute.name === name).flatMap(({ values }) => values)

/** At most one value; two are refused rather than chosen from. */
function single(assertion: VerifiedAssertion, name: string, message: string): string | undefined {
  const values = valuesOf(assertion, `${AWS}${name}`)
  if (values.length > 1) throw badAttribute(message, `The attribute ${name} must have one value.`)
  return values[0]
}

/**
 * The roles that an assertion offers, each with its provider. The two ARNs of a value may be in either order, with white space around them. A value that is
 * not a pair of a role and a provider offers nothing.
 */
export function rolesOf(assertion: VerifiedAssertion): RoleChoice[] {
  return valuesOf(assertion, `${AWS}Role`).flatMap((value) => {
    const [first = '', second = '', ...more] = value.split(',').map((arn) => arn.trim())
    if (more.length > 0) return []
    if (isRole(first) && isProvider(second)) return [{ roleArn: first, providerArn: second }]
    return isRole(second) && isProvider(first) ? [{ roleArn: second, providerArn: first }] : []
  })
}

const isRole = (arn: string): boolean => /^arn:aws:iam::\d{12}:role\//.test(arn)
const isProvider = (arn: string): boolean => /^arn:aws:iam::\d{12}:saml-provider\//.test(arn)

/**
 * Reads AWS's attributes about the session. What tags and source identities may be is not checked here: that is the same for every login, and sts's to
 * say.
 */
export function readLogin(assertion: VerifiedAssertion): LoginResult {
  try {
    return { ok: true, login: loginOf(assertion) }
  } catch (error) {
    if (error instanceof Refuse) return { ok: false, refusal: error.refusal }
    throw error
  }
}

const SESSION_NAME = 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'
// AWS documents no text for the following.
const SESSION_DURATION = 'SessionDuration in AuthnResponse must be a number of seconds from 900 to 43200'
const ONE_VALUE = 'PrincipalTag and SourceIdentity attributes in AuthnResponse must have one value each'

function loginOf(assertion: VerifiedAssertion): SamlLogin {
  const roleSessionName = single(assertion, 'RoleSessionName', SESSION_NAME)
  if (roleSessionName === undefined) throw badAttribute('RoleSessionName is required in AuthnResponse')
  if (!NAME.test(roleSessionName)) throw badAttribute(SESSION_NAME)
  const sourceIdentity = single(assertion, 'SourceIdentity', ONE_VALUE)
  const sessionDuration = durationOf(single(assertion, 'SessionDuration', SESSION_DURATION))
  const tags = assertion.attributes.filter(({ name }) => name.startsWith(PRINCIPAL_TAG)).map(tagOf)
  return {
    roleSessionName,
    ...(sessionDuration !== undefined && { sessionDuration }),
    tags,
    transitiveTagKeys: valuesOf(assertion, `${AWS}TransitiveTagKeys`),
    ...(sourceIdentity !== undefined && { sourceIdentity }),
  }
}

function durationOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = DURATION.test(text) ? Number(text) : 0
  if (seconds < SHORTEST || seconds > LONGEST) throw badAttribute(SESSION_DURATION)
  return seconds
}

function tagOf({ name, values }: SamlAttribute): { Key: string; Value: string } {
  const Key = name.slice(PRINCIPAL_TAG.length)
  const [Value, ...more] = values
  if (Value === undefined || more.length > 0) throw badAttribute(ONE_VALUE)
  return { Key, Value }
}
