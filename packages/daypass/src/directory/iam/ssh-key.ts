import { defineKeys } from '../key-space.js'
import type { Reader, Writer } from '../state.js'
import type { UserRecord } from './user.js'

/** An SSH public key of a user. */
export interface SshKey {
  /** `APKA…` */
  readonly id: string
  /** As it was uploaded. */
  readonly body: string
  readonly encoding: 'SSH' | 'PEM'
  /** MD5 of the key, in hexadecimal pairs; tells one key from another. */
  readonly fingerprint: string
  readonly status: 'Active' | 'Inactive'
  /** Milliseconds since the epoch. */
  readonly uploadedAt: number
}

/** SSH public keys by their user. */
export const sshKeyKeys = defineKeys('ssh-keys/<user id>', {
  record: 'the SSH public keys of a user',
  lifetime: 'until the last is deleted',
})

interface SshKeys {
  readonly keys: readonly SshKey[]
}

/** The SSH public keys of all users. */
export const sshKeys = {
  /** The user's, in the order they were uploaded. */
  of: (state: Reader, { id }: UserRecord): readonly SshKey[] => state.get<SshKeys>(sshKeyKeys.key(id))?.keys ?? [],
  /** Gives the user these keys in place of those it has. */
  set(state: Writer, { id }: UserRecord, keys: readonly SshKey[]): void {
    if (keys.length === 0) state.delete(sshKeyKeys.key(id))
    else state.put(sshKeyKeys.key(id), { keys } satisfies SshKeys)
  },
  /** What one user may have, at most (IAM quotas). */
  quotas: { SSHPublicKeysPerUser: 5 },
}
