import { delegationRequestOperation } from './delegation-request.js'

/** Returns a delegation request. */
export const GetDelegationRequest = delegationRequestOperation('GetDelegationRequest', 'Returns a delegation request.')
