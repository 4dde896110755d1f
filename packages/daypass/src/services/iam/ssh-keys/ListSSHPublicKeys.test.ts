import { describe, expect, it } from 'vitest'
import { sshKeys } from '../../../directory/iam/ssh-key.js'
import { users } from '../../../directory/iam/user.js'
import { roleSession } from '../../../testing/callers.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { ListSSHPublicKeys } from './ListSSHPublicKeys.js'

const given = async () => {
  const w = await world()
  const ann = await w.user('Ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:List*', Resource: '*' } } })
  const key = { body: 'ssh-rsa AAAA', encoding: 'SSH', status: 'Active', uploadedAt: 0 } as const
  const keys = ['APKA2', 'APKA1', 'APKA3'].map((id) => ({ ...key, id, fingerprint: id }))
  await w.change((state) => sshKeys.set(state, users.require(state, ACCOUNT, 'Ann'), keys))
  return { w, ann }
}

describe('ListSSHPublicKeys', () => {
  it('returns the keys of a user, or of the caller, without their texts, in pages of any size', async () => {
    const { w, ann } = await given()
    const all = await w.call(ListSSHPublicKeys, { UserName: 'ANN' })
    expect(all.SSHPublicKeys?.[0]).toEqual({ UserName: 'Ann', SSHPublicKeyId: 'APKA1', Status: 'Active', UploadDate: new Date(0) })
    expect(await w.call(ListSSHPublicKeys, {}, ann)).toEqual(all)
    for (const MaxItems of [1, 2, 3]) {
      const seen: unknown[] = []
      let page: OutputOf<typeof ListSSHPublicKeys> = {}
      do {
        page = await w.call(ListSSHPublicKeys, { UserName: 'Ann', MaxItems, Marker: page.Marker })
        seen.push(...(page.SSHPublicKeys ?? []))
      } while (page.IsTruncated === true)
      expect(seen).toEqual(all.SSHPublicKeys)
    }
  })

  it('returns none of the root user', async () => {
    const { w } = await given()
    expect(await w.call(ListSSHPublicKeys, {})).toEqual({ SSHPublicKeys: [], IsTruncated: false })
  })

  it('asks for the user as it is, or for the caller', async () => {
    const { w } = await given()
    const [action, at] = ['iam:ListSSHPublicKeys', (name: string) => `arn:aws:iam::${ACCOUNT}:user/${name}`]
    expect(askedBy(w, ListSSHPublicKeys, { UserName: 'ANN' })).toEqual([{ action, resource: at('Ann'), named: at('ANN'), context: {} }])
    expect(askedBy(w, ListSSHPublicKeys, {})).toEqual([{ action, resource: `arn:aws:iam::${ACCOUNT}:root` }])
  })

  it('refuses a user who is not there, a role that names none, and a caller without permission', async () => {
    const { w } = await given()
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(ListSSHPublicKeys, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListSSHPublicKeys, {}, await roleSession(w))).toMatchObject({ code: 'ValidationError' })
    expect(await w.refusal(ListSSHPublicKeys, { UserName: 'Ann' }, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
