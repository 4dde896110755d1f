import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { GetServerCertificate } from './GetServerCertificate.js'
import { UploadServerCertificate } from './UploadServerCertificate.js'

const named = { ServerCertificateName: 'Web' }
const given = async () => {
  const w = await world()
  await w.call(UploadServerCertificate, { ...named, Path: '/team/', CertificateBody: PEM.server, PrivateKey: PEM.key })
  return w
}

describe('GetServerCertificate', () => {
  it('returns the texts as they were uploaded, and the tags even where there are none', async () => {
    const { ServerCertificate } = await (await given()).call(GetServerCertificate, named)
    expect(ServerCertificate).toMatchObject({ CertificateBody: PEM.server, CertificateChain: undefined, Tags: [] })
  })

  it('asks for the certificate as it is', async () => {
    const at = (path: string) => `arn:aws:iam::${ACCOUNT}:server-certificate/${path}`
    expect(askedBy(await given(), GetServerCertificate, { ServerCertificateName: 'WEB' })).toEqual([
      { action: 'iam:GetServerCertificate', resource: at('team/Web'), named: at('WEB'), context: {} },
    ])
  })

  it('refuses one that is not there, and a caller without permission', async () => {
    const w = await given()
    const message = 'The Server Certificate with name none cannot be found.'
    expect(await w.refusal(GetServerCertificate, { ServerCertificateName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(GetServerCertificate, named, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
