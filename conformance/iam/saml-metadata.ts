// A certificate and a metadata document as identity providers publish them, for whoever registers one.

/** A self-signed certificate with a key on P-256, in base64. */
const CERTIFICATE =
  'MIIBbzCCARWgAwIBAgIUamKdbmWPoTIW6trmc6BLRQ1IOL8wCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBYTAgFw0yNjExMzAwMzI1MjNaGA8yMTI2MTEwNjAzMjUyM1owDDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDI4WMt+4hyXOtuPz5Q56figVBb0vh640dbBAqZ7n3NGBwfdZ9/8gk9tnmcajmHDvSr7uUlTmcmsgmJ5MITyiBajUzBRMB0GA1UdDgQWBBTbxunx9RK7rDGNZFSblUkJf49jczAfBgNVHSMEGDAWgBTbxunx9RK7rDGNZFSblUkJf49jczAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQDU/McQ8eKBsefozdKqA3TF+3EvXvPElQIkwwFBw40EcgIgGbsE3eHCmWnzVaSeXP55emsF4qx/RUFv3UsNGVdi9cA='

/** The metadata of an identity provider; `attributes` are further attributes of its root element. */
export const samlMetadata = (attributes = ''): string => `<?xml version="1.0" encoding="UTF-8"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"
  entityID="https://idp.example/saml"${attributes}>
  <!-- Größe & Preis: text that must come back as it was sent. -->
  <md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing">
      <ds:KeyInfo><ds:X509Data><ds:X509Certificate>${CERTIFICATE}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
    </md:KeyDescriptor>
    <md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/sso?a=1&amp;b=2"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
`
