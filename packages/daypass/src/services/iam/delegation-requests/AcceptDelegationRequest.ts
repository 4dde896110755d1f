import { delegationRequestOperation } from './delegation-request.js'

/** Accepts a delegation request, for the access that it asks for. */
export const AcceptDelegationRequest = delegationRequestOperation('AcceptDelegationRequest', 'Accepts a delegation request.')
