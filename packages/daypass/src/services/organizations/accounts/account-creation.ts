import type { AccountCreationRecord } from '../../../directory/organizations/account-creation.js'
import type { CreateAccountStatus } from '../../../wire/generated/organizations.js'

/** What became of a request for an account. */
export const creationOutput = ({ id, name, requestedAt, completedAt, account, failure }: AccountCreationRecord): CreateAccountStatus => ({
  ...{ Id: id, AccountName: name, State: failure === undefined ? 'SUCCEEDED' : 'FAILED' },
  ...{ RequestedTimestamp: new Date(requestedAt), CompletedTimestamp: new Date(completedAt), AccountId: account, FailureReason: failure },
})
