// The identity provider of npm `samlify`.
import { CERTIFICATE, DECRYPTION_CERTIFICATE, KEY, RECIPIENT } from './samlp-provider.js'

interface Samlify {
  readonly IdentityProvider: (settings: object) => {
    readonly getMetadata: () => string
    readonly createLoginResponse: (...given: unknown[]) => Promise<{ readonly context: string }>
  }
  readonly ServiceProvider: (settings: object) => object
  readonly SamlLib: {
    readonly replaceTagsByValue: (template: string, values: object) => string
    readonly defaultLoginResponseTemplate: { context: string }
  }
  readonly Constants: { readonly namespace: { readonly binding: { readonly post: string } } }
}

/** What is signed and encrypted. */
export interface Wanted {
  readonly message?: boolean
  readonly assertion?: boolean
  readonly encrypted?: string
}

const ENTITY_ID = 'https://samlify.example/metadata'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const AWS = 'https://aws.amazon.com/SAML/Attributes/'

/** Its metadata, and a login of a role. */
export async function startSamlify() {
  const library = 'samlify'
  const samlify = (await import(library)) as Samlify
  const template = {
    context: samlify.SamlLib.defaultLoginResponseTemplate.context,
    attributes: ['Role', 'RoleSessionName'].map((name) => ({
      ...{
        name: `${AWS}${name}`,
        valueTag: name,
        nameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
        valueXsiType: 'xs:string',
      },
    })),
  }
  const provider = (encrypted?: string) =>
    samlify.IdentityProvider({
      ...{ entityID: ENTITY_ID, privateKey: KEY, signingCert: CERTIFICATE, loginResponseTemplate: template },
      ...{ singleSignOnService: [{ Binding: POST, Location: 'https://samlify.example/sso' }], messageSigningOrder: 'encrypt-then-sign' },
      singleLogoutService: [{ Binding: POST, Location: 'https://samlify.example/slo' }],
      ...{ isAssertionEncrypted: encrypted !== undefined, dataEncryptionAlgorithm: encrypted },
      requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    })
  async function login(name: string, Role: string, { message = false, assertion = true, encrypted }: Wanted = {}): Promise<string> {
    const idp = provider(encrypted)
    const sp = samlify.ServiceProvider({
      ...{ entityID: RECIPIENT, wantAssertionsSigned: assertion, wantMessageSigned: message, encryptCert: DECRYPTION_CERTIFICATE },
      assertionConsumerService: [{ Binding: POST, Location: RECIPIENT }],
    })
    const now = Date.now()
    const end = new Date(now + 300_000).toISOString()
    const values = {
      ...{ ID: `_r${now}`, AssertionID: `_a${now}`, Destination: RECIPIENT, Audience: RECIPIENT, SubjectRecipient: RECIPIENT },
      ...{ NameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress', NameID: name, Issuer: ENTITY_ID },
      ...{ IssueInstant: new Date(now).toISOString(), ConditionsNotBefore: new Date(now).toISOString() },
      ...{ ConditionsNotOnOrAfter: end, SubjectConfirmationDataNotOnOrAfter: end, AssertionConsumerServiceURL: RECIPIENT },
      ...{ EntityID: RECIPIENT, InResponseTo: '_request', StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success' },
      ...{ AuthnStatement: '', attrRole: Role, attrRoleSessionName: name },
    }
    const replaced = (text: string) => ({ id: values.ID, context: samlify.SamlLib.replaceTagsByValue(text, values) })
    const made = await idp.createLoginResponse(sp, { extract: { request: { id: '_request' } } }, 'post', { email: name }, replaced, true)
    return made.context
  }
  return { entityId: ENTITY_ID, metadata: provider().getMetadata(), login }
}
