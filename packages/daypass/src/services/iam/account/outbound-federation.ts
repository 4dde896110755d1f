import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { IamError } from '../error.js'

/** The required permission of operations on the account's outbound federation, which has no resource (Service Authorization Reference, IAM). */
export const outboundFederationPermission =
  (action: string) =>
  (_input: unknown, _caller: Caller): readonly RequiredPermission[] => [{ action, resource: '*' }]

/** `FeatureDisabled`: it is disabled, or was never enabled; the error is the same. The text is daypass's own. */
export const featureDisabled = (): WireError =>
  new IamError('FeatureDisabled', 'Outbound web identity federation is disabled for this account.')

/** `FeatureEnabled`. The text is daypass's own. */
export const featureEnabled = (): WireError =>
  new IamError('FeatureEnabled', 'Outbound web identity federation is already enabled for this account.')
