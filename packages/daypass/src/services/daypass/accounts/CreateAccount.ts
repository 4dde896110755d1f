import { newSecretAccessKey, newUnusedKeyId } from '../../../core/ids.js'
import { sealSecret } from '../../../credentials/long-term-secret.js'
import { accounts, unusedAccountId } from '../../../directory/account/account.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import { operation } from '../daypass.js'
import { DaypassError } from '../error.js'
import { requireInstallationAccount } from './installation-account.js'

/**
 * Creates another account with an access key of its root user; the secret is only returned here. Only principals of the installation's own account
 * may. Account ids and their keys look like AWS's, so clients and policies need not know that they use daypass.
 */
export const CreateAccount = operation('CreateAccount', {
  summary: 'Makes an account and the first key of its root user.',
  actions: ['daypass:CreateAccount'],
  check(_input, caller, { installationAccount }) {
    requireInstallationAccount('daypass:CreateAccount', caller, installationAccount)
  },
  authorize: () => [{ action: 'daypass:CreateAccount', resource: '*' }],
  handle({ Name, AccountId }, _caller, { state, ids, clock, ring, installationAccount }) {
    const account = AccountId ?? unusedAccountId(ids, { state, installationAccount })
    if (account === installationAccount || accounts.get(state, account) !== undefined)
      throw new DaypassError('AccountAlreadyExists', `The account ${account} exists already.`)
    const id = newUnusedKeyId(ids, account, (key) => accessKeys.get(state, key) !== undefined)
    const secret = newSecretAccessKey(ids)
    const createdAt = clock.now()
    accounts.put(state, { id: account, name: Name, createdAt })
    accessKeys.put(state, { id, account, status: 'Active', createdAt, secret: sealSecret({ id, secret, ring, state, ids }) })
    return { AccountId: account, Name, AccessKeyId: id, SecretAccessKey: secret }
  },
})
