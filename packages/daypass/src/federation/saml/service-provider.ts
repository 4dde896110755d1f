import { escapeXml } from '../../wire/xml-text.js'

/** What the identity provider of an account knows this server as: the base URL of the server, and the `uuid` of the provider in IAM. */
export interface ServiceProvider {
  /** Without a slash at the end. It is only asked for where nothing of AWS fits. */
  readonly base: () => string
  readonly uuid: string
  /** Further addresses that responses are sent to. */
  readonly recipients?: readonly string[]
}

/** The sign-in addresses of AWS, the regional ones too (IAM user guide, "Configure SAML assertions for the authentication response"). */
const AWS_SIGN_IN = /^https:\/\/(?:[a-z]{2}(?:-[a-z]+)+-\d{1,2}\.)?signin\.aws\.amazon\.com\/saml(?:\/acs\/([A-Z0-9]{22,64}))?$/
const AWS_AUDIENCE = 'urn:amazon:webservices'

/** Where the responses of one provider are sent to; it is also the name of this server for that provider. */
const addressOf = ({ base, uuid }: ServiceProvider): string => `${base()}/saml/acs/${uuid}`

/** Whether an address is one for SAML responses of this provider: of AWS, so that what works there works here, of this server, or one that the operator gave. */
export function isRecipient(address: string, provider: ServiceProvider): boolean {
  const aws = AWS_SIGN_IN.exec(address)
  if (aws !== null) return aws[1] === undefined || aws[1] === provider.uuid
  return provider.recipients?.includes(address) === true || address === `${provider.base()}/saml` || address === addressOf(provider)
}

/** Whether an audience is AWS, or this server. */
export const isAudience = (audience: string, provider: ServiceProvider): boolean =>
  audience === AWS_AUDIENCE || isRecipient(audience, provider)

const REQUESTED = ['Role', 'RoleSessionName']

/**
 * The metadata of this server as a service provider, for the administrator of an identity provider (SAML V2.0 Metadata, section 2.4.4). It names the address of
 * one provider, so that a response for one is not one for another. It has no key: daypass sends no signed requests, and the certificate for encryption is
 * the administrator's own.
 */
export function serviceProviderMetadata(provider: ServiceProvider): string {
  const address = escapeXml(addressOf(provider))
  const attributes = REQUESTED.map(
    (name) =>
      `<RequestedAttribute isRequired="true" Name="https://aws.amazon.com/SAML/Attributes/${name}" FriendlyName="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:uri"/>`,
  ).join('')
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${address}">`,
    '<SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat>',
    '<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:transient</NameIDFormat>',
    '<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>',
    `<AssertionConsumerService index="1" isDefault="true" Location="${address}" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/>`,
    `<AttributeConsumingService index="1"><ServiceName xml:lang="en">daypass</ServiceName>${attributes}</AttributeConsumingService>`,
    '</SPSSODescriptor></EntityDescriptor>\n',
  ].join('')
}
