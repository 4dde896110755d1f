import { describe, expect, it } from 'vitest'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, START, world } from '../../../testing/world.js'
import { ListServerCertificates } from './ListServerCertificates.js'
import { UploadServerCertificate } from './UploadServerCertificate.js'

const given = async () => {
  const w = await world()
  for (const ServerCertificateName of ['delta', 'Alpha', 'charlie', 'Bravo'])
    await w.call(UploadServerCertificate, {
      ...{ ServerCertificateName, Path: ServerCertificateName === 'Bravo' ? '/b/' : '/', Tags: [{ Key: 'k', Value: 'v' }] },
      ...{ CertificateBody: PEM.server, PrivateKey: PEM.key },
    })
  return w
}
const names = (output: OutputOf<typeof ListServerCertificates>) =>
  output.ServerCertificateMetadataList.map(({ ServerCertificateName }) => ServerCertificateName)

describe('ListServerCertificates', () => {
  it('returns certificates by name, ignoring case, without their texts and tags', async () => {
    const output = await (await given()).call(ListServerCertificates, {})
    expect(names(output)).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    expect(output.ServerCertificateMetadataList[0]).toEqual({
      ...{ Path: '/', ServerCertificateName: 'Alpha', Arn: `arn:aws:iam::${ACCOUNT}:server-certificate/Alpha` },
      ...{ ServerCertificateId: expect.stringMatching(/^ASCA/), UploadDate: new Date(START), Expiration: new Date('2120-01-01T00:00:00Z') },
    })
    expect(output).toMatchObject({ IsTruncated: false })
  })

  it('returns those under a path prefix, in pages of any size', async () => {
    const w = await given()
    expect(names(await w.call(ListServerCertificates, { PathPrefix: '/b/' }))).toEqual(['Bravo'])
    for (const MaxItems of [1, 2, 3, 4, 5]) {
      const seen: string[] = []
      let page: OutputOf<typeof ListServerCertificates> = { ServerCertificateMetadataList: [] }
      do {
        page = await w.call(ListServerCertificates, { MaxItems, Marker: page.Marker })
        seen.push(...names(page))
      } while (page.IsTruncated === true)
      expect(seen).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    }
  })

  it('asks for all certificates below the path prefix', async () => {
    const w = await world()
    const [action, resource] = ['iam:ListServerCertificates', `arn:aws:iam::${ACCOUNT}:server-certificate/`]
    expect(askedBy(w, ListServerCertificates, {})).toEqual([{ action, resource }])
    expect(askedBy(w, ListServerCertificates, { PathPrefix: '/b/' })).toEqual([{ action, resource: `${resource}b/` }])
  })

  it('refuses a marker of another question, and a caller without permission', async () => {
    const w = await given()
    const { Marker } = await w.call(ListServerCertificates, { MaxItems: 1 })
    const refusal = { code: 'ValidationError', message: 'Invalid Marker.' }
    expect(await w.refusal(ListServerCertificates, { Marker, PathPrefix: '/' })).toEqual(refusal)
    expect(await w.refusal(ListServerCertificates, {}, await w.user('ann'))).toMatchObject({ code: 'AccessDenied' })
  })
})
