import { changeOperation } from './change-provider.js'

/** Removes a client id; one that is not there is not an error (IAM API reference, RemoveClientIDFromOpenIDConnectProvider). */
export const RemoveClientIDFromOpenIDConnectProvider = changeOperation('RemoveClientIDFromOpenIDConnectProvider', {
  summary: 'Removes a client id from an OpenID Connect provider.',
  change: ({ clientIds }, { ClientID }) => ({ clientIds: clientIds.filter((id) => id !== ClientID) }),
})
