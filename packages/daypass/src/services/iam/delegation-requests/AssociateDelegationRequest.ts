import { delegationRequestOperation } from './delegation-request.js'

/** Makes the caller the owner of a delegation request. */
export const AssociateDelegationRequest = delegationRequestOperation(
  'AssociateDelegationRequest',
  'Makes the caller the owner of a delegation request.',
)
