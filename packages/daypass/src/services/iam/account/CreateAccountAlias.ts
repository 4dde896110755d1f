import { accountAliases } from '../../../directory/account/account-alias.js'
import { validationError } from '../errors.js'
import { operation } from '../iam.js'

/** An alias must not be taken for an account's id. The text is ours: AWS documents the rule alone. */
const ACCOUNT_ID = /^\d{12}$/
const IS_ACCOUNT_ID = "1 validation error detected: Value at 'accountAlias' failed to satisfy constraint: Member must not be 12 digits"

/** Gives the account an alias in place of the one it has (IAM API reference, CreateAccountAlias). No two accounts of an installation have the same. */
export const CreateAccountAlias = operation('CreateAccountAlias', {
  summary: 'Gives the account an alias, in place of the one it has.',
  actions: ['iam:CreateAccountAlias'],
  notEnforced: 'there is no console yet, whose address has the alias',
  check(input) {
    if (ACCOUNT_ID.test(input.AccountAlias)) throw validationError(IS_ACCOUNT_ID)
  },
  authorize: () => [{ action: 'iam:CreateAccountAlias', resource: '*' }],
  handle: (input, { account }, { state }) => accountAliases.set(state, { account, alias: input.AccountAlias }),
})
