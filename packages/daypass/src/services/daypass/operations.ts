// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import type { Operation } from '../../core/operation.js'
import { CreateAccount } from './accounts/CreateAccount.js'
import { ListAccounts } from './accounts/ListAccounts.js'
import { RevokeSessions } from './sessions/RevokeSessions.js'

/** Every operation of daypass that is served, by name. */
export const daypassOperations: readonly Operation[] = [CreateAccount, ListAccounts, RevokeSessions]
