import { changeOperation } from './change-provider.js'
import { keptClientIds } from './oidc-provider.js'

/** Adds a client id; one that is there already is not an error (IAM API reference, AddClientIDToOpenIDConnectProvider). */
export const AddClientIDToOpenIDConnectProvider = changeOperation('AddClientIDToOpenIDConnectProvider', {
  summary: 'Adds a client id to an OpenID Connect provider.',
  change: ({ clientIds }, { ClientID }) => ({ clientIds: keptClientIds([...clientIds, ClientID]) }),
})
