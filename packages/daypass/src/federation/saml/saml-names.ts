/** The namespaces of SAML 2.0 (SAML V2.0 Core, section 1.1), of XML signatures and of XML encryption. */
export const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const SAMLP = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
export const XENC = 'http://www.w3.org/2001/04/xmlenc#'

/** The status of a response to a request that succeeded (SAML V2.0 Core, section 3.2.2.2). */
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'
/** The method of confirmation of the Web SSO profile (SAML V2.0 Profiles, section 3.3). */
export const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
/** What the URIs of the formats of names begin with (SAML V2.0 Core, section 8.3). */
export const NAME_ID_FORMAT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:'
