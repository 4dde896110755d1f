import { ASSERTION_FORM } from '../../core/body.js'
import {
  checkFederatedRequest,
  federatedPermissions,
  issueFederatedSession,
  loginOf,
  notAuthorizedTo,
} from './federation/federated-role-session.js'
import { requireSamlProvider, verifyAssertion } from './federation/saml-login.js'
import { operation } from './sts.js'

const ACTION = 'sts:AssumeRoleWithSAML'

/**
 * Temporary credentials of a role for a SAML login (STS API reference, AssumeRoleWithSAML). The assertion is verified as evidence, before any permission is
 * decided; then the trust policy of the role decides about the login that it proves.
 */
export const AssumeRoleWithSAML = operation('AssumeRoleWithSAML', {
  summary: 'Issues temporary credentials of a role for a SAML assertion.',
  actions: [ACTION, 'sts:SetSourceIdentity', 'sts:TagSession'],
  provenBy: 'the assertion of a SAML provider',
  maxBody: ASSERTION_FORM,
  check(input, _caller, { state }) {
    checkFederatedRequest(input)
    // Once more after the assertion has been verified: the provider may have been deleted meanwhile.
    requireSamlProvider(input, state)
  },
  evidence: { isPresent: () => true, verify: (input, _caller, parts) => verifyAssertion(input, parts) },
  authorize: (input, _caller, reads) => federatedPermissions(ACTION, input, reads),
  denied: notAuthorizedTo(ACTION),
  handle(input, _caller, deps) {
    const { subject, subjectType, issuer, audience, nameQualifier } = loginOf(deps.evidence).shown
    const shown = { Subject: subject, SubjectType: subjectType, Issuer: issuer, Audience: audience, NameQualifier: nameQualifier }
    return { ...issueFederatedSession(input, deps), ...shown }
  },
})
