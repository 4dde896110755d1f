import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { DeleteServerCertificate } from './DeleteServerCertificate.js'
import { UploadServerCertificate } from './UploadServerCertificate.js'

const named = { ServerCertificateName: 'Web' }
const given = async () => {
  const w = await world()
  await w.call(UploadServerCertificate, { ...named, Path: '/team/', CertificateBody: PEM.server, PrivateKey: PEM.key })
  return w
}

describe('DeleteServerCertificate', () => {
  it('deletes the certificate, whose name is then free', async () => {
    const w = await given()
    expect(await w.call(DeleteServerCertificate, { ServerCertificateName: 'WEB' })).toEqual({})
    await w.call(UploadServerCertificate, { ...named, CertificateBody: PEM.server, PrivateKey: PEM.key })
  })

  it('asks for the certificate as it is', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:server-certificate/${path}`
    expect(askedBy(await given(), DeleteServerCertificate, { ServerCertificateName: 'WEB' })).toEqual([
      { action: 'iam:DeleteServerCertificate', resource: at('team/Web'), named: at('WEB'), context: {} },
    ])
  })

  it('refuses one that is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'The Server Certificate with name none cannot be found.'
    expect(await w.refusal(DeleteServerCertificate, { ServerCertificateName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(DeleteServerCertificate, named, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
