import { getEnabledOutbound, putOutbound } from '../../../directory/iam/outbound-federation.js'
import { operation, timeOf } from '../iam.js'
import { featureDisabled, outboundFederationPermission } from './outbound-federation.js'

/** Stops issuing web identity tokens; issued ones stay valid until they expire (IAM API reference, DisableOutboundWebIdentityFederation). */
export const DisableOutboundWebIdentityFederation = operation('DisableOutboundWebIdentityFederation', {
  summary: 'Stops issuing web identity tokens for the account.',
  actions: ['iam:DisableOutboundWebIdentityFederation'],
  authorize: outboundFederationPermission('iam:DisableOutboundWebIdentityFederation'),
  handle(_input, { account }, { state, clock }) {
    const enabled = getEnabledOutbound(state, account)
    if (enabled === undefined) throw featureDisabled()
    putOutbound(state, { ...enabled, disabledAt: timeOf(clock) })
  },
})
