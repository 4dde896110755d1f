import { X509Certificate } from 'node:crypto'
import { parseIamArn } from '../../../core/arn.js'
import type { WireError } from '../../../core/error.js'
import type { FederatedLogin } from '../../../core/federation/federated-login.js'
import type { Evidence } from '../../../core/operation.js'
import { openPrivateKey } from '../../../credentials/saml/sealed-private-key.js'
import { samlMetadataOf, type SamlProviderRecord, samlProviders } from '../../../directory/iam/identity-providers/saml-provider.js'
import type { Reader } from '../../../directory/state.js'
import { nameQualifier, samlSessionKeys, samlTrustKeys, subjectTypeOf } from '../../../federation/saml/condition-keys.js'
import { readLogin, rolesOf, type SamlLogin } from '../../../federation/saml/login-attributes.js'
import type { VerifiedAssertion } from '../../../federation/saml/read-assertion.js'
import { isAudience, isRecipient } from '../../../federation/saml/service-provider.js'
import type { SamlTrust } from '../../../federation/saml/signed-assertion.js'
import { verifyResponse } from '../../../federation/saml/verify-response.js'
import type { AssumeRoleWithSAMLRequest } from '../../../wire/generated/sts.js'
import { StsError } from '../error.js'
import type { StsEvidenceParts } from '../sts.js'
import { samlError } from './saml-error.js'
import { useOnce } from './use-once.js'

type Given = Pick<AssumeRoleWithSAMLRequest, 'RoleArn' | 'PrincipalArn' | 'SAMLAssertion'>

const NONE = "Specified provider doesn't exist."
/** Roles of IAM Identity Center, which only it hands out (STS API reference, AssumeRoleWithSAML). */
const RESERVED = 'AWSReservedSSO_'

const denied = (explanation: string): WireError =>
  new StsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML', { explanation })

/** The provider of a request, which is one of the role's own account. */
export function requireSamlProvider({ RoleArn, PrincipalArn }: Given, state: Reader): SamlProviderRecord {
  const account = parseIamArn(RoleArn, 'role')?.account
  const provider = account === undefined ? undefined : samlProviders.find(state, account, PrincipalArn)
  if (provider === undefined) throw new StsError('InvalidIdentityToken', NONE)
  return provider
}

/** Verifies the assertion of a request, and uses it up where it may be used once. Every way out but the last is an error. */
export async function verifyAssertion(input: Given, parts: StsEvidenceParts): Promise<Evidence> {
  const { assertion, login } = verifiedLogin(input, parts)
  if (parts.saml.replay === 'strict')
    await parts.transact((state) => useOnce(state, assertion, { provider: requireSamlProvider(input, state), now: parts.clock.now() }))
  return { login }
}

interface VerifiedLogin {
  readonly assertion: VerifiedAssertion
  readonly login: FederatedLogin
}

/** At the revision that the request began at. */
function verifiedLogin(input: Given, { state, clock, ring, issuerBase, saml }: StsEvidenceParts): VerifiedLogin {
  const provider = requireSamlProvider(input, state)
  const now = clock.now()
  const { clockSkew, longestAge, recipients } = saml
  const service = { base: issuerBase, uuid: provider.uuid, recipients }
  const verified = verifyResponse(input.SAMLAssertion, trustOf(provider, { state, ring }), {
    ...{ now, clockSkew, longestAge },
    isRecipient: (address) => isRecipient(address, service),
    isAudience: (audience) => isAudience(audience, service),
  })
  if (!verified.ok) throw samlError(verified.refusal)
  requireUnexpired(provider, now)
  requireRole(verified.assertion, input)
  const read = readLogin(verified.assertion)
  if (!read.ok) throw samlError(read.refusal)
  return { assertion: verified.assertion, login: loginFrom(verified.assertion, read.login, provider) }
}

/** Metadata that has expired must not be used (SAML V2.0 Metadata, section 2.3.2). Told only to whoever it was true for. */
function requireUnexpired({ validUntil }: SamlProviderRecord, now: number): void {
  if (validUntil > now) return
  throw new StsError('InvalidIdentityToken', 'Response signature invalid', { explanation: 'The metadata of the provider has expired.' })
}

/** What the metadata of the provider says about whose assertions count. */
function trustOf(provider: SamlProviderRecord, { state, ring }: Pick<StsEvidenceParts, 'ring'> & { readonly state: Reader }): SamlTrust {
  const { entityId, signingCertificates } = samlMetadataOf(state, provider)
  const privateKeys = provider.privateKeys.map((key) => () => openPrivateKey(provider.uuid, key, { ring, state }))
  return {
    entityId,
    signingKeys: signingCertificates.map((certificate) => new X509Certificate(Buffer.from(certificate, 'base64')).publicKey),
    encryption: provider.encryption,
    privateKeys: () => privateKeys.map((open) => open()),
  }
}

/** The assertion must offer the role by this provider, both to the letter. */
function requireRole(assertion: VerifiedAssertion, { RoleArn, PrincipalArn }: Given): void {
  if (!rolesOf(assertion).some(({ roleArn, providerArn }) => roleArn === RoleArn && providerArn === PrincipalArn))
    throw denied('The attribute Role of the assertion must have the pair of the RoleArn and the PrincipalArn of the request.')
  if (parseIamArn(RoleArn, 'role')?.name.startsWith(RESERVED) === true)
    throw denied(`A role whose name begins with ${RESERVED} cannot be assumed with SAML.`)
}

function loginFrom(assertion: VerifiedAssertion, login: SamlLogin, provider: SamlProviderRecord): FederatedLogin {
  return {
    kind: 'saml',
    account: '',
    arn: samlProviders.arn(provider),
    keys: samlTrustKeys(assertion, provider),
    wish: {
      sessionName: login.roleSessionName,
      kept: { ...samlSessionKeys(assertion, provider) },
      tags: login.tags,
      transitiveTagKeys: login.transitiveTagKeys,
      sourceIdentity: login.sourceIdentity,
      longest: login.sessionDuration,
      endsAt: assertion.sessionEndsAt,
    },
    shown: {
      subject: assertion.subject.name,
      issuer: assertion.issuer,
      audience: assertion.recipient,
      subjectType: subjectTypeOf(assertion),
      nameQualifier: nameQualifier(assertion.issuer, provider),
    },
  }
}
