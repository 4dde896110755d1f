import type { Caller } from '../../../core/caller.js'
import type { WireError } from '../../../core/error.js'
import type { RequiredPermission } from '../../../core/operation.js'
import { IamError } from '../error.js'

/** The question of an operation on the account's outbound identity federation: it has no resource of its own (Service Authorization Reference, IAM). */
export const outboundFederationPermission =
  (action: string) =>
  (_input: unknown, _caller: Caller): readonly RequiredPermission[] => [{ action, resource: '*' }]

/** `FeatureDisabled`: it is off, or never was on; the two are not told apart. The text is ours. */
export const featureDisabled = (): WireError =>
  new IamError('FeatureDisabled', 'Outbound web identity federation is disabled for this account.')

/** `FeatureEnabled`. The text is ours. */
export const featureEnabled = (): WireError =>
  new IamError('FeatureEnabled', 'Outbound web identity federation is already enabled for this account.')
