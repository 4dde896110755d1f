import { createHash } from 'node:crypto'
import type { VerifiedAssertion } from './read-assertion.js'
import { NAME_ID_FORMAT } from './saml-names.js'

/** The provider of an assertion. */
export interface SamlProviderName {
  readonly account: string
  readonly name: string
}

/** Attributes of the Active Directory Federation Services, by their names, and the keys that they become. */
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'
const EDU_PERSON = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.'
const EDU_ORG = 'urn:oid:1.3.6.1.4.1.5923.1.2.1.'

/**
 * Condition keys by the attributes that they come from (IAM user guide, "Available keys for SAML-based AWS STS federation"). `primarygroupsid` becomes two
 * keys: AWS's table and its list of keys differ. `2.4.5.42` and `100.1.45` are written as AWS's page has them; so are the usual spellings.
 */
const KEYS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  [`${EDU_PERSON}1`, ['edupersonaffiliation']],
  [`${EDU_PERSON}2`, ['edupersonnickname']],
  [`${EDU_PERSON}3`, ['edupersonorgdn']],
  [`${EDU_PERSON}4`, ['edupersonorgunitdn']],
  [`${EDU_PERSON}5`, ['edupersonprimaryaffiliation']],
  [`${EDU_PERSON}6`, ['edupersonprincipalname']],
  [`${EDU_PERSON}7`, ['edupersonentitlement']],
  [`${EDU_PERSON}8`, ['edupersonprimaryorgunitdn']],
  [`${EDU_PERSON}9`, ['edupersonscopedaffiliation']],
  [`${EDU_PERSON}10`, ['edupersontargetedid']],
  [`${EDU_PERSON}11`, ['edupersonassurance']],
  [`${EDU_ORG}2`, ['eduorghomepageuri']],
  [`${EDU_ORG}3`, ['eduorgidentityauthnpolicyuri']],
  [`${EDU_ORG}4`, ['eduorglegalname']],
  [`${EDU_ORG}5`, ['eduorgsuperioruri']],
  [`${EDU_ORG}6`, ['eduorgwhitepagesuri']],
  // The same object identifier is `cn` in one table of AWS, and `commonName` in another.
  ['urn:oid:2.5.4.3', ['cn', 'commonName']],
  [`${CLAIMS}name`, ['name']],
  [`${CLAIMS}givenname`, ['givenName']],
  [`${CLAIMS}surname`, ['surname']],
  [`${CLAIMS}emailaddress`, ['mail']],
  ['http://schemas.xmlsoap.org/claims/CommonName', ['commonName']],
  ['http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid', ['uid', 'primaryGroupSID']],
  ['urn:oid:2.5.4.4', ['surname']],
  ['urn:oid:2.4.5.42', ['givenName']],
  ['urn:oid:2.5.4.42', ['givenName']],
  ['urn:oid:2.5.4.45', ['x500UniqueIdentifier']],
  ['urn:oid:0.9.2342.19200300.100.1.1', ['uid']],
  ['urn:oid:0.9.2342.19200300100.1.1', ['uid']],
  ['urn:oid:0.9.2342.19200300.100.1.3', ['mail']],
  ['urn:oid:0.9.2342.19200300100.1.3', ['mail']],
  ['urn:oid:0.9.2342.19200300.100.1.45', ['organizationStatus']],
])

/** The keys that a session keeps, for conditions of later requests; the others are only for trust policies. */
export interface SamlSessionKeys {
  readonly 'saml:namequalifier': string
  readonly 'saml:sub': string
  readonly 'saml:sub_type': string
}

/** `persistent`, `transient`, ...: a format of SAML 2.0 without what all of them begin with; any other as it is. */
export const subjectTypeOf = ({ subject: { format } }: VerifiedAssertion): string =>
  format.startsWith(NAME_ID_FORMAT) ? format.slice(NAME_ID_FORMAT.length) : format

/** Distinguishes equal names of different providers: base64 of SHA-1 of issuer, account and name (STS API reference, AssumeRoleWithSAML). */
export const nameQualifier = (issuer: string, { account, name }: SamlProviderName): string =>
  createHash('sha1').update(`${issuer}${account}/${name}`).digest('base64')

/** What the session keeps. */
export const samlSessionKeys = (assertion: VerifiedAssertion, provider: SamlProviderName): SamlSessionKeys => ({
  'saml:namequalifier': nameQualifier(assertion.issuer, provider),
  'saml:sub': assertion.subject.name,
  'saml:sub_type': subjectTypeOf(assertion),
})

/** All condition keys for the trust policy. An attribute is a list, which operators for single values match if it has exactly one value. */
export function samlTrustKeys(
  assertion: VerifiedAssertion,
  provider: SamlProviderName,
): Readonly<Record<string, string | readonly string[]>> {
  const keys: Record<string, string | readonly string[]> = {
    ...samlSessionKeys(assertion, provider),
    'saml:aud': assertion.recipient,
    'saml:iss': assertion.issuer,
    'saml:doc': `${provider.account}/${provider.name}`,
  }
  for (const { name, values } of assertion.attributes) {
    for (const key of KEYS.get(name) ?? []) {
      // Of two attributes for one key only one counts, as on AWS: the first.
      if (values.length > 0) keys[`saml:${key}`] ??= values.length === 1 ? (values[0] ?? '') : values
    }
  }
  return keys
}
