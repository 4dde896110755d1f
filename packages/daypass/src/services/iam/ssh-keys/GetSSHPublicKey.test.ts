import { describe, expect, it } from 'vitest'
import { askedBy } from '../../../testing/policy-holders.js'
import { SSH_KEY } from '../../../testing/key-material/ssh-public-keys.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { GetSSHPublicKey } from './GetSSHPublicKey.js'
import { UploadSSHPublicKey } from './UploadSSHPublicKey.js'

const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  const { SSHPublicKey } = await w.call(UploadSSHPublicKey, { UserName: 'Ann', SSHPublicKeyBody: SSH_KEY })
  return { w, named: { UserName: 'Ann', SSHPublicKeyId: SSHPublicKey?.SSHPublicKeyId ?? '' } }
}

describe('GetSSHPublicKey', () => {
  it('returns the key in the encoding asked for', async () => {
    const { w, named } = await given()
    expect(await w.call(GetSSHPublicKey, { ...named, Encoding: 'SSH' })).toMatchObject({ SSHPublicKey: { SSHPublicKeyBody: SSH_KEY } })
    expect(await w.call(GetSSHPublicKey, { ...named, Encoding: 'PEM' })).toMatchObject({
      SSHPublicKey: { ...named, SSHPublicKeyBody: expect.stringMatching(/^-----BEGIN PUBLIC KEY-----\n/) },
    })
  })

  it('asks for the user as it is', async () => {
    const { w, named } = await given()
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:user/${path}`
    expect(askedBy(w, GetSSHPublicKey, { ...named, UserName: 'ANN', Encoding: 'SSH' })).toEqual([
      { action: 'iam:GetSSHPublicKey', resource: at('team/Ann'), named: at('ANN'), context: {} },
    ])
  })

  it("refuses a key that the user does not have, another user's, and a caller without permission", async () => {
    const { w, named } = await given()
    const bob = await w.user('bob')
    const message = `The SSH Public Key with id ${named.SSHPublicKeyId} cannot be found.`
    const asked = { ...named, Encoding: 'SSH' }
    expect(await w.refusal(GetSSHPublicKey, { ...asked, UserName: 'bob' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetSSHPublicKey, { ...asked, UserName: 'none' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.refusal(GetSSHPublicKey, asked, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
