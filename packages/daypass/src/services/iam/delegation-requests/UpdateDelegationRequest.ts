import { delegationRequestOperation } from './delegation-request.js'

/** Adds notes to a delegation request and sends it for approval. */
export const UpdateDelegationRequest = delegationRequestOperation(
  'UpdateDelegationRequest',
  'Adds notes to a delegation request and sends it for approval.',
)
