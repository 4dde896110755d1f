import type { ServiceCaller } from '../../core/caller.js'
import type { Clock } from '../../core/clock.js'
import type { AccessDecision, RequiredPermission } from '../../core/operation.js'
import type { Reader } from '../../directory/state.js'
import type { Access } from '../access.js'
import { organizationOf } from '../context.js'

/** Decides on what a service of the installation does by itself. It has no address and no client. */
export type AskAsService = (service: ServiceCaller, question: RequiredPermission) => AccessDecision

/** What deciding for a service takes: the region and the state are those of the request that it acts for. */
interface Asking {
  readonly access: Access
  readonly clock: Clock
  readonly region: string
  readonly state: Reader
}

/** Makes the function by which an operation asks for a service of the installation. */
export const askAsService =
  ({ access, clock, region, state }: Asking): AskAsService =>
  (caller, question) =>
    access.decide({ caller, question, surroundings: { now: clock.now(), secure: true, region, signed: {} }, state })

/**
 * What a service says about itself when it assumes a role, whoever asked it (IAM user guide, "AWS global condition context keys", "The confused deputy problem"):
 * nothing here comes from the request's headers. `arn` is of what it acts for, and `account` its owner.
 */
export function sourceKeys({ arn, account }: { readonly arn: string; readonly account: string }, state: Reader) {
  const organization = organizationOf(state, account)
  return {
    ...{ 'aws:SourceArn': arn, 'aws:SourceAccount': account },
    ...{ 'aws:SourceOrgID': organization?.id, 'aws:SourceOrgPaths': organization?.paths },
  }
}
