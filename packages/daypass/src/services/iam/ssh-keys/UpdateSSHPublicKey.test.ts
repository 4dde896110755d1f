import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { ListSSHPublicKeys } from './ListSSHPublicKeys.js'
import { UpdateSSHPublicKey } from './UpdateSSHPublicKey.js'
import { UploadSSHPublicKey } from './UploadSSHPublicKey.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  const { SSHPublicKey } = await w.call(UploadSSHPublicKey, { UserName: 'Ann', SSHPublicKeyBody: SSH_KEY })
  return { w, named: { UserName: 'Ann', SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId ?? '' } }
}

describe('UpdateSSHPublicKey', () => {
  it('switches the key off, and on again', async () => {
    const { w, named } = await given()
    for (const Status of ['Inactive', 'Active'] as const) {
      expect(await w.call(UpdateSSHPublicKey, { ...named, Status })).toEqual({})
      expect(await w.call(ListSSHPublicKeys, { UserName: 'Ann' })).toMatchObject({ SSHPublicKeys: [{ ...named, Status }] })
    }
  })

  it('asks for the user as it is', async () => {
    const { w, named } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(w, UpdateSSHPublicKey, { ...named, UserName: 'ANN', Status: 'Active' })).toEqual([
      { action: 'iam:UpdateSSHPublicKey', resource: at('team/Ann'), named: at('ANN'), context: {} },
    ])
  })

  it('refuses a key that is not there, a status that a key cannot have, and a caller without permission', async () => {
    const { w, named } = await given()
    const none = { ...named, SSHPublicKeyId: 'APKAAAAAAAAAAAAAAAAA', Status: 'Active' }
    const message = 'The SSH Public Key with id APKAAAAAAAAAAAAAAAAA cannot be found.'
    expect(await w.refusal(UpdateSSHPublicKey, none)).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(UpdateSSHPublicKey, { ...named, Status: 'Expired' })).toMatchObject({ code: 'ValidationError' })
    expect(await w.refusal(UpdateSSHPublicKey, none, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
