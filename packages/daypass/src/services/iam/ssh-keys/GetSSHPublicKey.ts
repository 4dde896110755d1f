import { operation } from '../iam.js'
import { userPermission } from '../users/user.js'
import { encodedAs } from './public-key-text.js'
import { requireSshKey, sshKeyMetadata } from './ssh-key.js'

/** An SSH public key in the encoding asked for (IAM API reference, GetSSHPublicKey). */
export const GetSSHPublicKey = operation('GetSSHPublicKey', {
  summary: 'Returns an SSH public key of a user.',
  actions: ['iam:GetSSHPublicKey'],
  authorize: (input, { account }, { state }) => [userPermission('iam:GetSSHPublicKey', { account, name: input.UserName, state })],
  handle(input, { account }, { state }) {
    const { user, key } = requireSshKey(state, account, input)
    const SSHPublicKeyBody = encodedAs(input.Encoding === 'PEM' ? 'PEM' : 'SSH', key.body)
    return { SSHPublicKey: { ...sshKeyMetadata(key, user), Fingerprint: key.fingerprint, SSHPublicKeyBody } }
  },
})
