import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { DeleteSigningCertificate } from './DeleteSigningCertificate.js'
import { UploadSigningCertificate } from './UploadSigningCertificate.js'

const given = async () => {
  const w = await world()
  const bob = await w.user('bob')
  const { Certificate } = await w.call(UploadSigningCertificate, { UserName: 'bob', CertificateBody: PEM.server })
  return { w, bob, named: { UserName: 'bob', CertificateId: Certificate.CertificateId } }
}

describe('DeleteSigningCertificate', () => {
  it('deletes the certificate, so that its user can be deleted, and it can be uploaded again', async () => {
    const { w, named } = await given()
    expect(await w.call(DeleteSigningCertificate, named)).toEqual({})
    const message = `The Certificate with id ${named.CertificateId} cannot be found.`
    expect(await w.refusal(DeleteSigningCertificate, named)).toEqual({ code: 'NoSuchEntity', message })
    await w.call(DeleteUser, { UserName: 'bob' })
    await w.call(UploadSigningCertificate, { CertificateBody: PEM.server })
  })

  it('asks for the user as it is, or for the caller', async () => {
    const { w, named } = await given()
    const [action, at] = ['iam:DeleteSigningCertificate', (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`]
    expect(askedBy(w, DeleteSigningCertificate, { ...named, UserName: 'BOB' })).toEqual([
      { action, resource: at('user/bob'), named: at('user/BOB'), context: {} },
    ])
    expect(askedBy(w, DeleteSigningCertificate, { CertificateId: named.CertificateId })).toEqual([{ action, resource: at('root') }])
  })

  it('refuses a user who is not there, and a caller without permission', async () => {
    const { w, bob, named } = await given()
    expect(await w.refusal(DeleteSigningCertificate, { ...named, UserName: 'none' })).toMatchObject({ code: 'NoSuchEntity' })
    expect(await w.refusal(DeleteSigningCertificate, named, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
