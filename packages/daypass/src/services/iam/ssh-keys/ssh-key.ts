/**
 * ssh-keys: SSH public keys of users. They are kept, listed and shown for the tools that manage them, and open nothing: CodeCommit, which AWS has them
 * for, is not here. Owns how a key is read and found.
 */
import { type SshKey, sshKeys } from '../../../directory/iam/ssh-key.js'
import { type UserRecord, users } from '../../../directory/iam/user.js'
import type { Reader } from '../../../directory/state.js'
import { noSuchEntity } from '../errors.js'

/** A key and whose it is. */
export interface HeldKey {
  readonly user: UserRecord
  readonly key: SshKey
  /** The user's other keys. */
  readonly others: readonly SshKey[]
}

/** The key with this id, if it is the user's. */
export function requireSshKey(
  state: Reader,
  account: string,
  named: { readonly UserName: string; readonly SSHPublicKeyId: string },
): HeldKey {
  const user = users.require(state, account, named.UserName)
  const keys = sshKeys.of(state, user)
  const key = keys.find(({ id }) => id === named.SSHPublicKeyId)
  if (key === undefined) throw noSuchEntity(`The SSH Public Key with id ${named.SSHPublicKeyId} cannot be found.`)
  return { user, key, others: keys.filter((other) => other !== key) }
}

/** What lists say of a key. */
export const sshKeyMetadata = ({ id, status, uploadedAt }: SshKey, user: UserRecord) => ({
  UserName: user.name,
  SSHPublicKeyId: id,
  Status: status,
  UploadDate: new Date(uploadedAt),
})
