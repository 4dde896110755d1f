import { ASSERTION_FORM } from '../../core/body.js'
import { requireLoginProvider, verifyAccessToken } from './federation/access-token.js'
import {
  checkFederatedRequest,
  federatedPermissions,
  issueFederatedSession,
  loginOf,
  notAuthorizedTo,
} from './federation/federated-role-session.js'
import { requireProvider, verifyToken } from './federation/web-identity.js'
import { operation } from './sts.js'

const ACTION = 'sts:AssumeRoleWithWebIdentity'

/**
 * Temporary credentials of a role for a login at an OpenID Connect provider (STS API reference, AssumeRoleWithWebIdentity). The token is verified as evidence,
 * before any permission is decided; then the trust policy of the role decides about the login that it proves. With a ProviderId it is an access token of
 * Facebook or Amazon, which these are asked about.
 */
export const AssumeRoleWithWebIdentity = operation('AssumeRoleWithWebIdentity', {
  summary: 'Issues temporary credentials of a role for a token of an identity provider.',
  actions: [ACTION, 'sts:SetSourceIdentity', 'sts:TagSession'],
  provenBy: 'the token of an OpenID Connect provider, or an access token of Facebook or Amazon (`--login-endpoint`)',
  maxBody: ASSERTION_FORM,
  check(input) {
    checkFederatedRequest(input)
    if (input.ProviderId !== undefined) requireLoginProvider(input.ProviderId)
  },
  evidence: {
    isPresent: () => true,
    verify: (input, _caller, parts) =>
      input.ProviderId === undefined ? verifyToken(input, parts) : verifyAccessToken(input, input.ProviderId, parts),
  },
  authorize(input, _caller, reads) {
    requireProvider(loginOf(reads.evidence), reads.state, input.RoleArn)
    return federatedPermissions(ACTION, input, reads)
  },
  denied: notAuthorizedTo(ACTION),
  handle(input, _caller, deps) {
    const { subject, issuer, audience } = loginOf(deps.evidence).shown
    return { SubjectFromWebIdentityToken: subject, Provider: issuer, Audience: audience, ...issueFederatedSession(input, deps) }
  },
})
