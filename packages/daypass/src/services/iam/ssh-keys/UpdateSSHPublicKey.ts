import { sshKeys } from '../../../directory/iam/ssh-key.js'
import { operation } from '../iam.js'
import { requireStatus } from '../key-status.js'
import { userPermission } from '../users/user.js'
import { requireSshKey } from './ssh-key.js'

/** Switches an SSH public key off, or on again (IAM API reference, UpdateSSHPublicKey). */
export const UpdateSSHPublicKey = operation('UpdateSSHPublicKey', {
  summary: 'Makes an SSH public key active or inactive.',
  actions: ['iam:UpdateSSHPublicKey'],
  notEnforced: 'there is no CodeCommit, which AWS has these keys for',
  check: (input) => void requireStatus(input.Status),
  authorize: (input, { account }, { state }) => [userPermission('iam:UpdateSSHPublicKey', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const { user, key } = requireSshKey(state, account, input)
    const status = requireStatus(input.Status)
    const changed = sshKeys.of(state, user).map((one) => (one.id === key.id ? { ...one, status } : one))
    sshKeys.set(state, user, changed)
  },
})
