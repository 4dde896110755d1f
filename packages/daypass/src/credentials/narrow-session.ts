import { type Caller, reachesIam } from '../core/caller.js'
import { WireError } from '../core/error.js'

/**
 * Refuses credentials of GetSessionToken without MFA and those of GetFederationToken, which do not reach IAM, nor what is as powerful here: to it they
 * are no credentials (IAM user guide, "Comparing STS API operations"; text observed for the first and inferred for the second).
 */
export function refuseNarrowSession(caller: Caller): void {
  if (reachesIam(caller)) return
  const reason = 'credentials of GetSessionToken without MFA and of GetFederationToken may not call this service'
  throw new WireError('InvalidClientTokenId', 'The security token included in the request is invalid', { reason })
}
