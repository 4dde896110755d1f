import { delegationRequestOperation } from './delegation-request.js'

/** Rejects a delegation request. */
export const RejectDelegationRequest = delegationRequestOperation('RejectDelegationRequest', 'Rejects a delegation request.')
