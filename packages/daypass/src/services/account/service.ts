import { type DepsAt, defineService, type ReadsAt, STANDARD_SIGNING } from '../../core/service.js'
import { authenticationErrors } from '../../credentials/authentication-errors.js'
import type { Reader, Writer } from '../../directory/state.js'
import type { AccountDeps, AccountReads } from './account.js'
import { accountOperations } from './operations.js'

/** What Account Management needs from an installation. */
type Parts = Omit<AccountDeps, 'state'>

/** Account Management. An unsigned request cannot reach it: its paths could also be those of a bucket. */
export const account = defineService({
  name: 'account',
  operations: accountOperations,
  unsigned: { by: 'elsewhere' },
  signing: STANDARD_SIGNING,
  errors: authenticationErrors('account'),
  sessions: 'any',
  anonymous: false,
  reads: (_parts: Parts, { state }: ReadsAt<Reader>): AccountReads => ({ state }),
  deps: ({ ids, ring }: Parts, { state }: DepsAt<Writer>): AccountDeps => ({ state, ids, ring }),
})
