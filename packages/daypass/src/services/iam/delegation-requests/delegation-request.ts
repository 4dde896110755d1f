/**
 * delegation-requests: requests of partners of AWS for temporary access to an account. Owns what is asked for each. AWS lets only its partners make
 * one, and daypass has no partners: creating is refused, none is ever found, and the list is empty.
 */
import type { RequiredPermission } from '../../../core/operation.js'
import { noSuchEntity } from '../errors.js'
import { operation } from '../iam.js'

/** Why these operations never succeed, for the support table. */
export const NO_REQUESTS = 'only partners of AWS make delegation requests, and there are none here'

/** `arn:aws:iam::A:delegation-request/ID` */
export const delegationRequestArn = (account: string, id: string): string => `arn:aws:iam::${account}:delegation-request/${id}`

/** The error for any id (text inferred from other errors of IAM that have none of their own). */
export const noDelegationRequest = () => noSuchEntity('Unknown')

type Names = `${'Accept' | 'Associate' | 'Get' | 'Reject' | 'Update'}DelegationRequest` | 'SendDelegationToken'

/**
 * An operation on one delegation request (IAM API reference, GetDelegationRequest and the like). The Service Authorization Reference lists no action for
 * UpdateDelegationRequest; daypass asks the one of its name.
 */
export function delegationRequestOperation<Name extends Names>(name: Name, summary: string) {
  const action = `iam:${name}`
  return operation(name, {
    summary,
    actions: [action],
    unavailable: NO_REQUESTS,
    authorize: (input, { account }): RequiredPermission[] => [
      { action, resource: delegationRequestArn(account, input.DelegationRequestId) },
    ],
    handle() {
      throw noDelegationRequest()
    },
  })
}
