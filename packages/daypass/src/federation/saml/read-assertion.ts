import { parseTimestamp } from '../../wire/timestamp.js'
import { hasExpired, notAllowed, notSaml, otherAudience, otherIssuer, issuedTooLongAgo } from './refusal.js'
import { BEARER, SAML } from './saml-names.js'
import type { SamlSettings } from './saml-settings.js'
import { attributeOf, childrenNamed, elementsOf, isNamed, leafText, type XmlNode } from './xml-tree.js'

/** An attribute of the user, with the values that are plain text, in the order of the assertion. */
export interface SamlAttribute {
  readonly name: string
  readonly values: readonly string[]
}

/** What a verified assertion says. Times are milliseconds since the epoch. Only `verifyResponse` makes one. */
export interface VerifiedAssertion {
  readonly id: string
  readonly issuer: string
  /** The `NameID`, and the URI of its format; `unspecified` where it has none (SAML V2.0 Core, section 2.2.2). */
  readonly subject: { readonly name: string; readonly format: string }
  /** The address that it was sent to, which AWS calls the audience. */
  readonly recipient: string
  /** From then on it must not be used. */
  readonly expiresAt: number
  /** From then on these rules refuse it. */
  readonly acceptedUntil: number
  /** When the login at the identity provider ends, where it says so. */
  readonly sessionEndsAt?: number
  readonly attributes: readonly SamlAttribute[]
}

/** What an assertion must fit. */
export interface SamlRules extends Pick<SamlSettings, 'clockSkew' | 'longestAge'> {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Whether an address is one that assertions are sent to. */
  readonly isRecipient: (address: string) => boolean
  /** Whether an audience is this service. */
  readonly isAudience: (audience: string) => boolean
  /** The id of the request that the assertion must answer; absent: it may answer any or none, as on AWS. */
  readonly inResponseTo?: string
}

/** Reads the signed tree of an assertion and requires all that the Web SSO profile and AWS require of one (SAML V2.0 Profiles, section 4.1.4). */
export function readAssertion(assertion: XmlNode, rules: SamlRules & { readonly entityId: string }): VerifiedAssertion {
  const issuer = leafText(one(assertion, 'Issuer')) ?? ''
  if (issuer !== rules.entityId) throw otherIssuer('The Issuer must be the entityID in the metadata of the provider, to the letter.')
  const subject = one(assertion, 'Subject')
  const confirmation = readConfirmation(subject, rules)
  const conditions = one(assertion, 'Conditions')
  const statements = childrenNamed(assertion, SAML, 'AuthnStatement')
  const sessionEnds = statements.flatMap((statement) => timeOf(statement, 'SessionNotOnOrAfter') ?? [])
  const { conditionsEnd, acceptedUntil } = requireTimes(assertion, { conditions, confirmation, sessionEnds }, rules)
  requireAudience(conditions, rules)
  if (!rules.isRecipient(confirmation.recipient))
    throw notSaml('The Recipient must be an address for SAML responses of AWS or of this server.')
  return {
    id: attributeOf(assertion, 'ID') ?? '',
    issuer,
    subject: nameOf(subject),
    recipient: confirmation.recipient,
    expiresAt: Math.min(confirmation.end, conditionsEnd ?? Number.POSITIVE_INFINITY),
    acceptedUntil,
    ...(sessionEnds.length > 0 && { sessionEndsAt: Math.min(...sessionEnds) }),
    attributes: readAttributes(assertion),
  }
}

/** The one child with this name. */
function one(parent: XmlNode, name: string): XmlNode {
  const [child, ...more] = childrenNamed(parent, SAML, name)
  if (child === undefined || more.length > 0) throw notSaml(`The ${parent.local} must have exactly one ${name}.`)
  return child
}

/** Times of SAML are in UTC, with or without saying so (SAML V2.0 Core, section 1.3.3). */
function timeOf(node: XmlNode, name: string): number | undefined {
  const text = attributeOf(node, name)
  if (text === undefined) return undefined
  const date = parseTimestamp(/(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`, 'iso8601')
  if (date === undefined) throw notSaml(`The ${name} must be a time such as 2030-01-31T00:00:00Z.`)
  return date.getTime()
}

interface Confirmation {
  readonly recipient: string
  readonly end: number
}

/** The one confirmation, for whoever brings the assertion (SAML V2.0 Profiles, section 4.1.4.2). */
function readConfirmation(subject: XmlNode, { inResponseTo }: SamlRules): Confirmation {
  const confirmation = one(subject, 'SubjectConfirmation')
  if (attributeOf(confirmation, 'Method') !== BEARER) throw notSaml('The Method of the SubjectConfirmation must be bearer.')
  const data = one(confirmation, 'SubjectConfirmationData')
  const recipient = attributeOf(data, 'Recipient')
  const end = timeOf(data, 'NotOnOrAfter')
  if (recipient === undefined || end === undefined || attributeOf(data, 'NotBefore') !== undefined)
    throw notSaml('The SubjectConfirmationData must have a Recipient and a NotOnOrAfter, and no NotBefore.')
  if (inResponseTo !== undefined && attributeOf(data, 'InResponseTo') !== inResponseTo)
    throw notSaml('The assertion must answer the request that this server sent.')
  return { recipient, end }
}

/** Refuses an assertion outside of its times. Returns the end that the conditions name, and when it will be refused. */
function requireTimes(
  assertion: XmlNode,
  { conditions, confirmation, sessionEnds }: { conditions: XmlNode; confirmation: Confirmation; sessionEnds: readonly number[] },
  { now, clockSkew, longestAge }: SamlRules,
): { conditionsEnd: number | undefined; acceptedUntil: number } {
  const issuedAt = timeOf(assertion, 'IssueInstant')
  if (issuedAt === undefined) throw notSaml('The Assertion must have an IssueInstant.')
  const begin = timeOf(conditions, 'NotBefore')
  const conditionsEnd = timeOf(conditions, 'NotOnOrAfter')
  // The session ends with the login at the latest, so that nothing is added to its end.
  const ends = [confirmation.end + clockSkew, (conditionsEnd ?? Number.POSITIVE_INFINITY) + clockSkew, ...sessionEnds]
  if (ends.some((end) => now >= end)) throw hasExpired('The NotOnOrAfter of the assertion, or of its login, is in the past.')
  for (const start of [issuedAt, begin])
    if (start !== undefined && start > now + clockSkew)
      throw notSaml('The assertion is from the future: compare the clocks of the identity provider and of this server.')
  if (now - issuedAt > longestAge) throw issuedTooLongAgo(`The IssueInstant is more than ${longestAge / 1000} seconds ago.`)
  return { conditionsEnd, acceptedUntil: Math.min(issuedAt + longestAge + 1, ...ends) }
}

/** Conditions that change nothing for a login (SAML V2.0 Core, section 2.5.1). An unknown one makes an assertion neither valid nor invalid: refused. */
const OTHER_CONDITIONS: ReadonlySet<string> = new Set(['OneTimeUse', 'ProxyRestriction'])

/** Every restriction must name this service (SAML V2.0 Core, section 2.5.1.4). */
function requireAudience(conditions: XmlNode, { isAudience }: SamlRules): void {
  const restrictions = childrenNamed(conditions, SAML, 'AudienceRestriction')
  const others = elementsOf(conditions).filter((node) => !restrictions.includes(node))
  if (others.some(({ namespace, local }) => namespace !== SAML || !OTHER_CONDITIONS.has(local)))
    throw notSaml('The Conditions must not have a condition that daypass does not know.')
  const names = (restriction: XmlNode) => childrenNamed(restriction, SAML, 'Audience').some((node) => isAudience(leafText(node) ?? ''))
  if (restrictions.length === 0 || !restrictions.every(names))
    throw otherAudience('Every AudienceRestriction must name AWS or this server, and there must be one.')
}

const UNSPECIFIED = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified'
/** Characters of a `NameID`: those of persistent and transient ones are limited to 256 (SAML V2.0 Core, section 8.3); daypass's own limit for others. */
const LONGEST_NAME = 2_048

function nameOf(subject: XmlNode): VerifiedAssertion['subject'] {
  const [node, ...more] = childrenNamed(subject, SAML, 'NameID')
  const name = node && leafText(node)
  if (node === undefined || more.length > 0 || name === undefined || name.trim() === '' || name.length > LONGEST_NAME)
    throw notAllowed('The Subject must have exactly one NameID, with 1 to 2,048 characters.')
  return { name, format: attributeOf(node, 'Format') ?? UNSPECIFIED }
}

function readAttributes(assertion: XmlNode): SamlAttribute[] {
  const attributes = childrenNamed(assertion, SAML, 'AttributeStatement').flatMap(elementsOf)
  return attributes.map((attribute) => {
    const name = attributeOf(attribute, 'Name')
    if (!isNamed(attribute, SAML, 'Attribute') || name === undefined)
      throw notSaml('An AttributeStatement must have only elements Attribute with a Name; encrypted attributes are not supported.')
    // A value with elements is not text, and no condition can compare it.
    return { name, values: childrenNamed(attribute, SAML, 'AttributeValue').flatMap((value) => leafText(value) ?? []) }
  })
}
