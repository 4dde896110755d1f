import { inOrder } from '../../../credentials/pages.js'
import { sshKeys } from '../../../directory/iam/ssh-key.js'
import { holderOf } from '../access-keys/key-holder.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import { resolveTarget, targetPermission } from '../users/user.js'
import { sshKeyMetadata } from './ssh-key.js'

/** The SSH public keys of a user or of the caller itself, without their texts (IAM API reference, ListSSHPublicKeys). The root user has none. */
export const ListSSHPublicKeys = operation('ListSSHPublicKeys', {
  summary: 'Lists the SSH public keys of a user.',
  actions: ['iam:ListSSHPublicKeys'],
  check: (input, caller, { state }) => void resolveTarget(input.UserName, caller, state),
  authorize: (input, caller, { state }) => [targetPermission('iam:ListSSHPublicKeys', resolveTarget(input.UserName, caller, state))],
  handle(input, caller, deps) {
    const target = resolveTarget(input.UserName, caller, deps.state)
    const user = holderOf(target)
    const shown = user === undefined ? [] : sshKeys.of(deps.state, user).map((key) => sshKeyMetadata(key, user))
    const keys = inOrder(shown, ({ SSHPublicKeyId }) => SSHPublicKeyId)
    const { items, end } = pageOf(input, { ...keys, operation: 'ListSSHPublicKeys', account: target.account, filter: [user?.id] }, deps)
    return { SSHPublicKeys: items, ...end }
  },
})
