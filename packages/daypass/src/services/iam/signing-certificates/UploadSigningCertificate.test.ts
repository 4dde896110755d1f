import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { CreateUser } from '../users/CreateUser.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { ListSigningCertificates } from './ListSigningCertificates.js'
import { UploadSigningCertificate } from './UploadSigningCertificate.js'

const input = { UserName: 'Ann', CertificateBody: PEM.server }
const given = async () => {
  const w = await world()
  await w.call(CreateUser, { UserName: 'Ann', Path: '/team/' })
  return w
}

describe('UploadSigningCertificate', () => {
  it('returns the certificate as it is kept, active; its user cannot be deleted', async () => {
    const w = await given()
    const { Certificate } = await w.call(UploadSigningCertificate, { ...input, UserName: 'ANN' })
    expect(Certificate).toEqual({
      ...{ UserName: 'Ann', CertificateBody: PEM.server, Status: 'Active', UploadDate: new Date(START) },
      CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
    })
    expect(await w.call(ListSigningCertificates, { UserName: 'Ann' })).toEqual({ Certificates: [Certificate], IsTruncated: false })
    const message = 'Cannot delete entity, must delete signing certificates first.'
    expect(await w.refusal(DeleteUser, { UserName: 'Ann' })).toEqual({ code: 'DeleteConflict', message })
  })

  it('gives one to the caller where no user is named, the root user too', async () => {
    const w = await given()
    const { Certificate } = await w.call(UploadSigningCertificate, { CertificateBody: PEM.server })
    expect('UserName' in Certificate).toBe(false)
    expect(await w.call(ListSigningCertificates, {})).toEqual({ Certificates: [Certificate], IsTruncated: false })
    const bob = await w.user('bob', { p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iam:*', Resource: '*' } } })
    expect(await w.call(UploadSigningCertificate, { CertificateBody: PEM.root }, bob)).toMatchObject({ Certificate: { UserName: 'bob' } })
    expect(await w.refusal(UploadSigningCertificate, { CertificateBody: PEM.root }, await roleSession(w))).toEqual({
      code: 'ValidationError',
      message: 'Must specify userName when calling with non-User credentials',
    })
  })

  it('asks for the user as it is, or for the caller', async () => {
    const w = await given()
    const [action, at] = ['iam:UploadSigningCertificate', (path: string) => `arn:aws:iam::${ACCOUNT}:${path}`]
    expect(askedBy(w, UploadSigningCertificate, { ...input, UserName: 'ANN' })).toEqual([
      { action, resource: at('user/team/Ann'), named: at('user/ANN'), context: {} },
    ])
    expect(askedBy(w, UploadSigningCertificate, { CertificateBody: PEM.server })).toEqual([{ action, resource: at('root') }])
  })

  it.each([
    ['a user who is not there', { UserName: 'none' }, 'NoSuchEntity', 'The user with name none cannot be found.'],
    [
      'what is not a certificate',
      { CertificateBody: PEM.key },
      'MalformedCertificate',
      'Unable to parse certificate. Please ensure the certificate is in PEM format.',
    ],
    ['a certificate that has expired', { CertificateBody: PEM.expired }, 'InvalidCertificate', 'Unknown'],
    ['a certificate that is not valid yet', { CertificateBody: PEM.early }, 'InvalidCertificate', 'Unknown'],
    [
      'a text that is not ASCII',
      { CertificateBody: 'é' },
      'ValidationError',
      'The specified value for certificateBody is invalid. It must contain only printable ASCII characters.',
    ],
  ])('refuses %s', async (_why, what, code, message) => {
    const w = await given()
    expect(await w.refusal(UploadSigningCertificate, { ...input, ...what })).toEqual({ code, message })
    expect(await w.refusal(UploadSigningCertificate, input, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })

  it('refuses a certificate that anyone in the account has, whatever the white space around it', async () => {
    const w = await given()
    await w.call(UploadSigningCertificate, { CertificateBody: PEM.server })
    const again = { ...input, CertificateBody: `\n${PEM.server}\n` }
    expect(await w.refusal(UploadSigningCertificate, again)).toEqual({ code: 'DuplicateCertificate', message: 'Unknown' })
  })

  it('refuses a third of a user', async () => {
    const w = await given()
    for (const CertificateBody of [PEM.root, PEM.intermediate]) await w.call(UploadSigningCertificate, { ...input, CertificateBody })
    const message = 'Cannot exceed quota for CertificatesPerUser: 2'
    expect(await w.refusal(UploadSigningCertificate, input)).toEqual({ code: 'LimitExceeded', message })
  })
})
