import { sshKeys } from '../../../directory/iam/ssh-key.js'
import { operation } from '../iam.js'
import { userPermission } from '../users/user.js'
import { requireSshKey } from './ssh-key.js'

/** Deletes an SSH public key (IAM API reference, DeleteSSHPublicKey). */
export const DeleteSSHPublicKey = operation('DeleteSSHPublicKey', {
  summary: 'Deletes an SSH public key of a user.',
  actions: ['iam:DeleteSSHPublicKey'],
  authorize: (input, { account }, { state }) => [userPermission('iam:DeleteSSHPublicKey', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const { user, others } = requireSshKey(state, account, input)
    sshKeys.set(state, user, others)
  },
})
