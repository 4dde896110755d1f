import { newUuid } from '../../../core/ids.js'
import { issuerUrl } from '../../../credentials/outbound/issuer-documents.js'
import { renewKeys } from '../../../credentials/outbound/key-schedule.js'
import { getOutbound, type OutboundRecord, putOutbound } from '../../../directory/iam/outbound-federation.js'
import { operation, timeOf } from '../iam.js'
import { featureEnabled, outboundFederationPermission } from './outbound-federation.js'

/**
 * Lets the account's principals get web identity tokens (IAM API reference, EnableOutboundWebIdentityFederation). The first time, it creates the
 * account's issuer and its keys; later it uses the same issuer again.
 */
export const EnableOutboundWebIdentityFederation = operation('EnableOutboundWebIdentityFederation', {
  summary: 'Allows web identity tokens to be issued for the account.',
  actions: ['iam:EnableOutboundWebIdentityFederation'],
  authorize: outboundFederationPermission('iam:EnableOutboundWebIdentityFederation'),
  async handle(_input, { account }, { state, ids, clock, ring, issuerBase }) {
    const before = getOutbound(state, account)
    if (before !== undefined && before.disabledAt === undefined) throw featureEnabled()
    const enabled: OutboundRecord = { account, issuerId: before?.issuerId ?? newUuid(ids), keys: before?.keys ?? [] }
    putOutbound(state, await renewKeys({ ring, ids, state }, enabled, timeOf(clock)))
    return { IssuerIdentifier: issuerUrl(issuerBase(), enabled.issuerId) }
  },
})
