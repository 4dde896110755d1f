import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { DeleteSSHPublicKey } from './DeleteSSHPublicKey.js'
import { UploadSSHPublicKey } from './UploadSSHPublicKey.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  const { SSHPublicKey } = await w.call(UploadSSHPublicKey, { UserName: 'Ann', SSHPublicKeyBody: SSH_KEY })
  return { w, named: { UserName: 'Ann', SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId ?? '' } }
}

describe('DeleteSSHPublicKey', () => {
  it('deletes the key, so that its user can be deleted', async () => {
    const { w, named } = await given()
    expect(await w.call(DeleteSSHPublicKey, named)).toEqual({})
    const message = `The SSH Public Key with id ${named.SSHPublicKeyId} cannot be found.`
    expect(await w.refusal(DeleteSSHPublicKey, named)).toEqual({ code: 'NoSuchEntity', message })
    await w.call(DeleteUser, { UserName: 'Ann' })
  })

  it('asks for the user as it is', async () => {
    const { w, named } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(w, DeleteSSHPublicKey, { ...named, UserName: 'ANN' })).toEqual([
      { action: 'iam:DeleteSSHPublicKey', resource: at('team/Ann'), named: at('ANN'), context: {} },
    ])
  })

  it('refuses a user who is not there, and a caller without permission', async () => {
    const { w, named } = await given()
    expect(await w.refusal(DeleteSSHPublicKey, { ...named, UserName: 'none' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.refusal(DeleteSSHPublicKey, named, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
