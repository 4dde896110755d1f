import { delegationRequestOperation } from './delegation-request.js'

/** Sends the trade-in token of an accepted delegation request to its partner. */
export const SendDelegationToken = delegationRequestOperation(
  'SendDelegationToken',
  'Sends the token of an accepted delegation request to its partner.',
)
