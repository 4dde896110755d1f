import { accountAliases } from '../../../directory/account/account-alias.js'
import { operation } from '../iam.js'

/** Takes its alias from the account; another account may have it then (IAM API reference, DeleteAccountAlias). */
export const DeleteAccountAlias = operation('DeleteAccountAlias', {
  summary: 'Deletes the alias of the account.',
  actions: ['iam:DeleteAccountAlias'],
  authorize: () => [{ action: 'iam:DeleteAccountAlias', resource: '*' }],
  handle: (input, { account }, { state }) => accountAliases.delete(state, { account, alias: input.AccountAlias }),
})
