import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, world } from '../../../testing/world.js'
import { GetServerCertificate } from './GetServerCertificate.js'
import { ListServerCertificates } from './ListServerCertificates.js'
import { UpdateServerCertificate } from './UpdateServerCertificate.js'
import { UploadServerCertificate } from './UploadServerCertificate.js'

const action = 'iam:UpdateServerCertificate'
const at = (path: string) => `arn:aws:iam::${ACCOUNT}:server-certificate/${path}`
const given = async () => {
  const w = await world()
  for (const ServerCertificateName of ['Web', 'Api'])
    await w.call(UploadServerCertificate, {
      ...{ ServerCertificateName, Path: '/team/', CertificateBody: PEM.server, PrivateKey: PEM.key, Tags: [{ Key: 'k', Value: 'v' }] },
    })
  return w
}

describe('UpdateServerCertificate', () => {
  it('changes name and path, and nothing else', async () => {
    const w = await given()
    const { ServerCertificate } = await w.call(GetServerCertificate, { ServerCertificateName: 'Web' })
    const input = { ServerCertificateName: 'WEB', NewServerCertificateName: 'Shop', NewPath: '/' }
    expect(await w.call(UpdateServerCertificate, input)).toEqual({})
    expect(await w.call(GetServerCertificate, { ServerCertificateName: 'shop' })).toEqual({
      ServerCertificate: {
        ...ServerCertificate,
        ServerCertificateMetadata: {
          ...ServerCertificate.ServerCertificateMetadata,
          ...{ ServerCertificateName: 'Shop', Path: '/', Arn: at('Shop') },
        },
      },
    })
    expect(await w.refusal(GetServerCertificate, { ServerCertificateName: 'Web' })).toMatchObject({ code: 'NoSuchEntity' })
    expect((await w.call(ListServerCertificates, {})).ServerCertificateMetadataList).toHaveLength(2)
  })

  it('changes the case of a name, and nothing where nothing is said', async () => {
    const w = await given()
    await w.call(UpdateServerCertificate, { ServerCertificateName: 'web', NewServerCertificateName: 'WEB' })
    await w.call(UpdateServerCertificate, { ServerCertificateName: 'web' })
    const { ServerCertificate } = await w.call(GetServerCertificate, { ServerCertificateName: 'web' })
    expect(ServerCertificate.ServerCertificateMetadata).toMatchObject({ ServerCertificateName: 'WEB', Path: '/team/' })
  })

  it('asks for the certificate as it is and as it will be', async () => {
    const w = await given()
    const context = { 'aws:ResourceTag/k': 'v' }
    expect(askedBy(w, UpdateServerCertificate, { ServerCertificateName: 'web', NewServerCertificateName: 'Shop' })).toEqual([
      { action, resource: at('team/Web'), named: at('web'), context },
      { action, resource: at('team/Shop'), named: at('Shop'), context },
    ])
    expect(askedBy(w, UpdateServerCertificate, { ServerCertificateName: 'none', NewPath: '/a/' })).toEqual([
      { action, resource: at('none'), context: {} },
      { action, resource: at('a/none'), named: undefined, context: {} },
    ])
  })

  it.each([
    ['one that is not there', 'none', 'b', 'NoSuchEntity', 'The Server Certificate with name none cannot be found.'],
    ['the name of another', 'web', 'API', 'EntityAlreadyExists', 'The Server Certificate with name API already exists.'],
  ])('refuses %s', async (_why, ServerCertificateName, NewServerCertificateName, code, message) => {
    const w = await given()
    const input = { ServerCertificateName, NewServerCertificateName }
    expect(await w.refusal(UpdateServerCertificate, input)).toEqual({ code, message })
    expect(await w.refusal(UpdateServerCertificate, input, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
