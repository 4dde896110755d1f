import type { Operation } from '../../core/operation.js'
import { CreateAccount } from './accounts/CreateAccount.js'
import { ListAccounts } from './accounts/ListAccounts.js'
import { RevokeSessions } from './sessions/RevokeSessions.js'

/** Every operation of daypass's own service. */
export const daypassOperations: readonly Operation[] = [CreateAccount, ListAccounts, RevokeSessions]
