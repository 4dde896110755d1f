import { SAML, ValidateInResponseTo } from '@node-saml/node-saml'
import { ENTITY_ID, encoded, RECIPIENT } from './identity-provider.js'
import { KEYS } from './key-pairs.js'

const service = new SAML({
  callbackUrl: RECIPIENT,
  issuer: RECIPIENT,
  audience: RECIPIENT,
  idpCert: KEYS.rsa.certificate,
  idpIssuer: ENTITY_ID,
  wantAuthnResponseSigned: false,
  wantAssertionsSigned: false,
  validateInResponseTo: ValidateInResponseTo.never,
  // Tests set the time; this reads the machine's.
  acceptedClockSkewMs: -1,
})

/** What @node-saml/node-saml reads of a response; undefined where it refuses it. */
export async function secondOpinion(
  document: string,
): Promise<{ name: unknown; format: unknown; issuer: unknown; attributes: unknown } | undefined> {
  try {
    const { profile } = await service.validatePostResponseAsync({ SAMLResponse: encoded(document) })
    return profile === null
      ? undefined
      : { name: profile.nameID, format: profile.nameIDFormat, issuer: profile.issuer, attributes: profile.attributes }
  } catch {
    return undefined
  }
}
