import { issuerUrl } from '../../../credentials/outbound/issuer-documents.js'
import { getEnabledOutbound } from '../../../directory/iam/outbound-federation.js'
import { operation } from '../iam.js'
import { featureDisabled, outboundFederationPermission } from './outbound-federation.js'

/** The issuer of the account's web identity tokens (IAM API reference, GetOutboundWebIdentityFederationInfo). */
export const GetOutboundWebIdentityFederationInfo = operation('GetOutboundWebIdentityFederationInfo', {
  summary: 'Returns the issuer of web identity tokens of the account.',
  actions: ['iam:GetOutboundWebIdentityFederationInfo'],
  authorize: outboundFederationPermission('iam:GetOutboundWebIdentityFederationInfo'),
  handle(_input, { account }, { state, issuerBase }) {
    const enabled = getEnabledOutbound(state, account)
    if (enabled === undefined) throw featureDisabled()
    return { IssuerIdentifier: issuerUrl(issuerBase(), enabled.issuerId), JwtVendingEnabled: true }
  },
})
