import { type AccountRecord, accounts } from '../../../directory/account/account.js'
import type { Account } from '../../../wire/generated/daypass.js'
import { operation } from '../daypass.js'
import { requireInstallationAccount } from './installation-account.js'

const DEFAULT_ITEMS = 100

/**
 * Lists the accounts of the installation by id, its own included: those after `AfterAccountId`, 100 at a time by default. Only principals of the
 * installation's own account may. It returns nothing about the contents of an account.
 */
export const ListAccounts = operation('ListAccounts', {
  summary: 'Lists the accounts of the installation.',
  actions: ['daypass:ListAccounts'],
  check: (_input, caller, { installationAccount }) => requireInstallationAccount('daypass:ListAccounts', caller, installationAccount),
  authorize: () => [{ action: 'daypass:ListAccounts', resource: '*' }],
  handle({ AfterAccountId: after = '', MaxItems: most = DEFAULT_ITEMS }, _caller, { state, installationAccount }) {
    const others = accounts.list(state, { after, limit: most + 1 }).map(shown)
    const own = installationAccount > after ? [{ AccountId: installationAccount, IsInstallationAccount: true }] : []
    const all = [...own, ...others].sort((a, b) => (a.AccountId < b.AccountId ? -1 : 1))
    return { Accounts: all.slice(0, most), IsTruncated: all.length > most }
  },
})

const shown = ({ id, name, createdAt }: AccountRecord): Account => ({
  AccountId: id,
  IsInstallationAccount: false,
  Name: name,
  CreateDate: new Date(createdAt),
})
