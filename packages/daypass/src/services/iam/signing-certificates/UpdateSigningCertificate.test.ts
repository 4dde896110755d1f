import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { ListSigningCertificates } from './ListSigningCertificates.js'
import { UpdateSigningCertificate } from './UpdateSigningCertificate.js'
import { UploadSigningCertificate } from './UploadSigningCertificate.js'

const given = async () => {
  const w = await world()
  const bob = await w.user('bob')
  await w.call(UploadSigningCertificate, { UserName: 'bob', CertificateBody: PEM.root })
  const { Certificate } = await w.call(UploadSigningCertificate, { UserName: 'bob', CertificateBody: PEM.server })
  return { w, bob, named: { UserName: 'bob', CertificateId: Certificate.CertificateId } }
}

describe('UpdateSigningCertificate', () => {
  it('switches the certificate off, and on again, and no other', async () => {
    const { w, named } = await given()
    for (const Status of ['Inactive', 'Active'] as const) {
      expect(await w.call(UpdateSigningCertificate, { ...named, Status })).toEqual({})
      const { Certificates } = await w.call(ListSigningCertificates, { UserName: 'bob' })
      const found = Certificates.map((one) => [one.CertificateBody, one.Status])
      expect(Object.fromEntries(found)).toEqual({ [PEM.root]: 'Active', [PEM.server]: Status })
    }
  })

  it('asks for the user as it is, or for the caller', async () => {
    const { w, named } = await given()
    const [action, at] = ['iam:UpdateSigningCertificate', (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`]
    expect(askedBy(w, UpdateSigningCertificate, { ...named, UserName: 'BOB', Status: 'Active' })).toEqual([
      { action, resource: at('user/bob'), named: at('user/BOB'), context: {} },
    ])
    expect(askedBy(w, UpdateSigningCertificate, { CertificateId: named.CertificateId, Status: 'Active' })).toEqual([
      { action, resource: at('root') },
    ])
  })

  it("refuses a certificate that is not there, another holder's, a status that it cannot have, and a caller without permission", async () => {
    const { w, bob, named } = await given()
    const id = named.CertificateId
    const none = { code: 'NoSuchEntity', message: `The Certificate with id ${id} cannot be found.` }
    expect(await w.refusal(UpdateSigningCertificate, { CertificateId: id, Status: 'Active' })).toEqual(none)
    await w.user('ann')
    expect(await w.refusal(UpdateSigningCertificate, { ...named, UserName: 'ann', Status: 'Active' })).toEqual(none)
    expect(await w.refusal(UpdateSigningCertificate, { ...named, Status: 'Expired' })).toMatchObject({ code: 'ValidationError' })
    expect(await w.refusal(UpdateSigningCertificate, { ...named, Status: 'Active' }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
