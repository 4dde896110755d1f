import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type OutputOf, world } from '../../../testing/world.js'
import { ListSigningCertificates } from './ListSigningCertificates.js'
import { UploadSigningCertificate } from './UploadSigningCertificate.js'

const given = async () => {
  const w = await world()
  const ann = await w.user('Ann', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:List*', Resource: '*' } } })
  for (const CertificateBody of [PEM.root, PEM.server]) await w.call(UploadSigningCertificate, { UserName: 'Ann', CertificateBody })
  return { w, ann }
}

describe('ListSigningCertificates', () => {
  it('returns the certificates of a user, or of the caller, in pages of any size', async () => {
    const { w, ann } = await given()
    const all = await w.call(ListSigningCertificates, { UserName: 'ANN' })
    expect(all.Certificates.map(({ CertificateBody }) => CertificateBody).toSorted()).toEqual([PEM.root, PEM.server].toSorted())
    expect(await w.call(ListSigningCertificates, {}, ann)).toEqual(all)
    for (const MaxItems of [1, 2, 3]) {
      const seen: unknown[] = []
      let page: OutputOf<typeof ListSigningCertificates> = { Certificates: [] }
      do {
        page = await w.call(ListSigningCertificates, { UserName: 'Ann', MaxItems, Marker: page.Marker })
        seen.push(...page.Certificates)
      } while (page.IsTruncated === true)
      expect(seen).toEqual(all.Certificates)
    }
  })

  it('asks for the user as it is, or for the caller', async () => {
    const { w } = await given()
    const [action, at] = ['iam:ListSigningCertificates', (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`]
    expect(askedBy(w, ListSigningCertificates, { UserName: 'ANN' })).toEqual([
      { action, resource: at('user/Ann'), named: at('user/ANN'), context: {} },
    ])
    expect(askedBy(w, ListSigningCertificates, {})).toEqual([{ action, resource: at('root') }])
  })

  it('refuses a user who is not there, a role that names none, a marker of another user, and a caller without permission', async () => {
    const { w } = await given()
    const bob = await w.user('bob')
    const message = 'The user with name none cannot be found.'
    expect(await w.refusal(ListSigningCertificates, { UserName: 'none' })).toEqual({ code: 'NoSuchEntity', message })
    expect(await w.refusal(ListSigningCertificates, {}, await roleSession(w))).toMatchObject({ code: 'ValidationError' })
    const { Marker } = await w.call(ListSigningCertificates, { UserName: 'Ann', MaxItems: 1 })
    expect(await w.refusal(ListSigningCertificates, { UserName: 'bob', Marker })).toMatchObject({ message: 'Invalid Marker.' })
    expect(await w.refusal(ListSigningCertificates, { UserName: 'Ann' }, bob)).toMatchObject({ code: 'AccessDenied' })
  })
})
