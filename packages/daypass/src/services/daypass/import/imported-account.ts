import { newSecretAccessKey, newUnusedKeyId } from '../../../core/ids.js'
import { sealSecret } from '../../../credentials/long-term-secret.js'
import { accounts } from '../../../directory/account/account.js'
import { accessKeys } from '../../../directory/iam/access-key.js'
import type { KeyRing } from '../../../directory/key-ring.js'
import { isClosedAccount } from '../../../directory/organizations/organization-member.js'
import type { ImportAccountRequest, ImportAccountResponse } from '../../../wire/generated/daypass.js'
import { DaypassError } from '../error.js'
import type { Importing } from './importing.js'
import { unnamed } from './organization/import-member.js'

/** What an answer tells of the account itself. */
export type MadeAccount = Pick<ImportAccountResponse, 'AccountOutcome' | 'AccessKeyId' | 'SecretAccessKey'>

/**
 * Stages that the account is here. A new one has no key: nobody gets one unasked. A key of the root user is made where it is asked for and there is none
 * yet; its secret is only returned here.
 */
export function presentAccount(
  { AccountId: id, AccountName, CreateRootKey, DryRun }: ImportAccountRequest,
  { state, installationAccount, ids, now, ring }: Importing & { readonly ring: KeyRing },
): MadeAccount {
  if (isClosedAccount(state, id)) throw new DaypassError('ValidationError', `Account ${id} is closed. Nothing can be imported into it.`)
  const isHere = id === installationAccount || accounts.get(state, id) !== undefined
  const present = accounts.get(state, id)
  if (!isHere) accounts.put(state, { id, name: AccountName ?? unnamed(id), createdAt: now })
  else if (present?.name === unnamed(id) && AccountName !== undefined) accounts.put(state, { ...present, name: AccountName })
  const AccountOutcome = isHere ? 'unchanged' : 'created'
  if (CreateRootKey !== true) return { AccountOutcome }
  if (id === installationAccount || accessKeys.ofRoot(state, id).length > 0)
    throw new DaypassError('AccountAlreadyExists', `The root user of account ${id} has a key already. Import without asking for one.`)
  if (DryRun === true) return { AccountOutcome }
  const keyId = newUnusedKeyId(ids, id, (key) => accessKeys.get(state, key) !== undefined)
  const secret = newSecretAccessKey(ids)
  const sealed = sealSecret({ id: keyId, secret, ring, state, ids })
  accessKeys.put(state, { id: keyId, account: id, status: 'Active', createdAt: now, secret: sealed })
  return { AccountOutcome, AccessKeyId: keyId, SecretAccessKey: secret }
}
