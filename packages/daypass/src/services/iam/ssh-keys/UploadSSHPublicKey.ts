import { newAccessKeyId } from '../../../core/ids.js'
import { type SshKey, sshKeys } from '../../../directory/iam/ssh-key.js'
import { users } from '../../../directory/iam/user.js'
import { IamError } from '../error.js'
import { quotaExceeded } from '../errors.js'
import { operation, timeOf } from '../iam.js'
import { userPermission } from '../users/user.js'
import { readPublicKey } from './public-key-text.js'
import { sshKeyMetadata } from './ssh-key.js'

const MOST = sshKeys.quotas.SSHPublicKeysPerUser

/** Gives a user an SSH public key (IAM API reference, UploadSSHPublicKey). */
export const UploadSSHPublicKey = operation('UploadSSHPublicKey', {
  summary: 'Gives a user an SSH public key.',
  actions: ['iam:UploadSSHPublicKey'],
  notEnforced: 'there is no CodeCommit, which AWS has these keys for',
  authorize: (input, { account }, { state }) => [userPermission('iam:UploadSSHPublicKey', { account, name: input.UserName, state })],
  handle(input, { account }, { state, ids, clock }) {
    const user = users.require(state, account, input.UserName)
    const kept = sshKeys.of(state, user)
    const { encoding, fingerprint } = readPublicKey(input.SSHPublicKeyBody)
    if (kept.some((key) => key.fingerprint === fingerprint)) throw new IamError('DuplicateSSHPublicKey', 'Unknown')
    if (kept.length >= MOST) throw quotaExceeded('SSHPublicKeysPerUser', MOST)
    const key: SshKey = {
      id: newAccessKeyId(ids, 'APKA', account),
      body: input.SSHPublicKeyBody,
      encoding,
      fingerprint,
      status: 'Active',
      uploadedAt: timeOf(clock),
    }
    sshKeys.set(state, user, [...kept, key])
    return { SSHPublicKey: { ...sshKeyMetadata(key, user), Fingerprint: fingerprint, SSHPublicKeyBody: key.body } }
  },
})
