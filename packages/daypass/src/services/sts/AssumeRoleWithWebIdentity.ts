import { ASSERTION_FORM } from '../../core/body.js'
import { noProvider } from '../../federation/oidc/token-problem.js'
import {
  checkFederatedRequest,
  federatedPermissions,
  issueFederatedSession,
  loginOf,
  notAuthorizedTo,
} from './federation/federated-role-session.js'
import { tokenError, requireProvider, verifyToken } from './federation/web-identity.js'
import { operation } from './sts.js'

const ACTION = 'sts:AssumeRoleWithWebIdentity'
const NO_ACCESS_TOKENS =
  'ProviderId is for access tokens of Facebook and Amazon, which daypass does not verify. Leave it out, and send the ID token of an OpenID Connect provider.'

/**
 * Temporary credentials of a role for a login at an OpenID Connect provider (STS API reference, AssumeRoleWithWebIdentity). The token is verified as evidence,
 * before any permission is decided; then the trust policy of the role decides about the login that it proves. Access tokens of Facebook and Amazon, which
 * only these can verify, are refused.
 */
export const AssumeRoleWithWebIdentity = operation('AssumeRoleWithWebIdentity', {
  summary: 'Issues temporary credentials of a role for an OpenID Connect token.',
  actions: [ACTION, 'sts:SetSourceIdentity', 'sts:TagSession'],
  provenBy: 'the token of an OpenID Connect provider',
  notYet: 'access tokens of Facebook and Amazon are refused',
  maxBody: ASSERTION_FORM,
  check(input) {
    checkFederatedRequest(input)
    if (input.ProviderId !== undefined) throw tokenError({ ...noProvider(input.ProviderId), explanation: NO_ACCESS_TOKENS })
  },
  evidence: { isPresent: () => true, verify: (input, _caller, parts) => verifyToken(input, parts) },
  authorize(input, _caller, reads) {
    requireProvider(loginOf(reads.evidence), reads.state, input.RoleArn)
    return federatedPermissions(ACTION, input, reads)
  },
  denied: notAuthorizedTo(ACTION),
  handle(input, _caller, deps) {
    const { subject, issuer, audience } = loginOf(deps.evidence).shown
    const session = issueFederatedSession(input, deps)
    return { ...session, SubjectFromWebIdentityToken: subject, Provider: issuer, Audience: audience }
  },
})
