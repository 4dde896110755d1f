import type { SignedCaller } from '../core/caller.js'
import type { Operation } from '../core/operation.js'
import { isOptInRegion } from '../core/region.js'
import { isRegionEnabled } from '../directory/account/account-settings.js'
import type { Reader } from '../directory/state.js'

/** Why valid credentials are rejected in a region: a token of version 1 in an opt-in region, or a region that the account has disabled. */
export type Unusable = 'version-1-token' | 'region-disabled'

/** What the answer depends on, besides region and caller. */
export interface Place {
  readonly state: Reader
  readonly operation: Pick<Operation, 'allowedInDisabledRegion'>
}

/**
 * Why a caller's credentials are rejected in the region of a request (IAM user guide, "Manage AWS STS in an AWS Region"; IAM API reference,
 * SetSecurityTokenServicePreferences). Undefined when they are accepted.
 */
export function unusableIn(region: string, caller: SignedCaller, at: Place): Unusable | undefined {
  if (!isOptInRegion(region)) return undefined
  if (caller.session?.tokenVersion === 1) return 'version-1-token'
  if (at.operation.allowedInDisabledRegion !== undefined || isRegionEnabled(at.state, caller.account, region)) return undefined
  return 'region-disabled'
}
