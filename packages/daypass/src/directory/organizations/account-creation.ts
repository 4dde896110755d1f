import { type Ids, newLowerId } from '../../core/ids.js'
import { defineKeys } from '../key-space.js'
import { defineRecords } from '../records.js'

/** A request for an account, and what became of it. Times are milliseconds since the epoch. */
export interface AccountCreationRecord {
  readonly organization: string
  /** `car-…` */
  readonly id: string
  readonly name: string
  readonly requestedAt: number
  readonly completedAt: number
  /** The account, where there is one. */
  readonly account?: string
  /** Why there is none, as Organizations spells it. */
  readonly failure?: 'ACCOUNT_LIMIT_EXCEEDED' | 'EMAIL_ALREADY_EXISTS'
}

/** Requests for accounts. */
export const accountCreationKeys = defineKeys('account-creation/<organization>/<id>', {
  record: 'a request for an account and what became of it',
  lifetime: 'for ever',
})

/** The requests for accounts of all organizations. */
export const accountCreations = {
  ...defineRecords<AccountCreationRecord, [organization: string, id: string]>({
    keys: accountCreationKeys,
    at: ({ organization, id }) => [organization, id],
  }),
  newId: (ids: Ids): string => `car-${newLowerId(ids, 32)}`,
}
