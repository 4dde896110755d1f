import { describe, expect, it } from 'vitest'
import { sshKeys } from '../../../directory/iam/ssh-key.js'
import { users } from '../../../directory/iam/user.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ED25519_KEY, SHORT_SSH_KEY, SSH_FINGERPRINT, SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { GetSSHPublicKey } from './GetSSHPublicKey.js'
import { UploadSSHPublicKey } from './UploadSSHPublicKey.js'

const input = { UserName: 'Ann', SSHPublicKeyBody: SSH_KEY }
const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  return w
}

describe('UploadSSHPublicKey', () => {
  it('returns the key as it is kept, active', async () => {
    const w = await given()
    const { SSHPublicKey } = await w.call(UploadSSHPublicKey, { ...input, UserName: 'ANN' })
    expect(SSHPublicKey).toEqual({
      ...{ UserName: 'Ann', SSHPublicKeyBody: SSH_KEY, Fingerprint: SSH_FINGERPRINT, Status: 'Active', UploadDate: new Date(START) },
      SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{16}$/),
    })
    const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId ?? ''
    expect(await w.call(GetSSHPublicKey, { UserName: 'Ann', SSHPublicKeyId, Encoding: 'SSH' })).toEqual({ SSHPublicKey })
    expect(await w.refusal(DeleteUser, { UserName: 'Ann' })).toEqual({
      code: 'DeleteConflict',
      message: 'Cannot delete entity, must remove referenced objects first.',
    })
  })

  it('asks for the user as it is', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(await given(), UploadSSHPublicKey, { ...input, UserName: 'ANN' })).toEqual([
      { action: 'iam:UploadSSHPublicKey', resource: at('team/Ann'), named: at('ANN'), context: {} },
    ])
  })

  it.each([
    ['a user who is not there', { ...input, UserName: 'none' }, 'NoSuchEntity', 'The user with name none cannot be found.'],
    [
      'what is not an RSA key',
      { ...input, SSHPublicKeyBody: ED25519_KEY },
      'UnrecognizedPublicKeyEncoding',
      'Invalid public key uploaded.',
    ],
    ['a short key', { ...input, SSHPublicKeyBody: SHORT_SSH_KEY }, 'InvalidPublicKey', 'Unknown'],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await given()
    expect(await w.refusal(UploadSSHPublicKey, what)).toEqual({ code, message })
    expect(await w.refusal(UploadSSHPublicKey, input, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses the same key again, whatever its comment, and takes it for another user', async () => {
    const w = await given()
    await w.call(UploadSSHPublicKey, input)
    const again = { ...input, SSHPublicKeyBody: SSH_KEY.replace('ann@host', 'other') }
    expect(await w.refusal(UploadSSHPublicKey, again)).toEqual({ code: 'DuplicateSSHPublicKey', message: 'Unknown' })
    await w.user('bob')
    await w.call(UploadSSHPublicKey, { ...input, UserName: 'bob' })
  })

  it('refuses a sixth key', async () => {
    const w = await given()
    const key = { body: '', encoding: 'SSH', status: 'Active', uploadedAt: 0 } as const
    const keys = [1, 2, 3, 4, 5].map((n) => ({ ...key, id: `APKA${n}`, fingerprint: `${n}` }))
    await w.change((state) => sshKeys.set(state, users.require(state, ACCOUNT, 'Ann'), keys))
    const message = 'Cannot exceed quota for SSHPublicKeysPerUser: 5'
    expect(await w.refusal(UploadSSHPublicKey, input)).toEqual({ code: 'LimitExceeded', message })
  })
})
