import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { serverCertificates } from '../../../directory/iam/other-credentials/server-certificate.js'
import { PEM } from '../../../testing/key-material/certificates.js'
import { askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, START, world } from '../../../testing/world.js'
import { GetServerCertificate } from './GetServerCertificate.js'
import { UploadServerCertificate } from './UploadServerCertificate.js'

const arn = `arn:aws:iam::${ACCOUNT}:server-certificate/team/Web`
const plain = { ServerCertificateName: 'Web', CertificateBody: PEM.server, PrivateKey: PEM.key }
const input = { ...plain, Path: '/team/', CertificateChain: PEM.intermediate + PEM.root, Tags: [{ Key: 'Unit', Value: 'ops' }] }
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const printable = (parameter: string) => `The specified value for ${parameter} is invalid. It must contain only printable ASCII characters.`

describe('UploadServerCertificate', () => {
  it('returns what lists contain of the certificate, and its tags', async () => {
    const w = await world()
    const { ServerCertificateMetadata, Tags } = await w.call(UploadServerCertificate, input)
    expect(ServerCertificateMetadata).toEqual({
      ...{ ServerCertificateName: 'Web', Path: '/team/', Arn: arn },
      ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
      UploadDate: new Date(START),
      Expiration: new Date('2120-01-01T00:00:00Z'),
    })
    expect(Tags).toEqual(input.Tags)
    expect(await w.call(GetServerCertificate, { ServerCertificateName: 'web' })).toEqual({
      ServerCertificate: { ServerCertificateMetadata, CertificateBody: PEM.server, CertificateChain: input.CertificateChain, Tags },
    })
  })

  it('keeps no private key', async () => {
    const w = await world()
    await w.call(UploadServerCertificate, input)
    const kept = w.read((state) => state.range({ start: 'a', end: 'z', limit: 100 }))
    expect(kept.some(({ key }) => key.startsWith('server-certificate/'))).toBe(true)
    for (const line of PEM.key.split('\n').filter((text) => text.length > 30)) expect(JSON.stringify(kept)).not.toContain(line)
  })

  it('takes a certificate without chain, path and tags', async () => {
    const { ServerCertificateMetadata, Tags } = await (await world()).call(UploadServerCertificate, plain)
    expect(ServerCertificateMetadata).toMatchObject({ Path: '/', Arn: `arn:aws:iam::${ACCOUNT}:server-certificate/Web` })
    expect(Tags).toBeUndefined()
  })

  it('asks for the ARN to be, and for the tagging too when there are tags', async () => {
    const w = await world()
    const context = { 'aws:TagKeys': ['Unit'], 'aws:RequestTag/Unit': 'ops' }
    expect(askedBy(w, UploadServerCertificate, input)).toEqual([
      { action: 'iam:UploadServerCertificate', resource: arn, context },
      { action: 'iam:TagServerCertificate', resource: arn, context },
    ])
    const resource = `arn:aws:iam::${ACCOUNT}:server-certificate/Web`
    expect(askedBy(w, UploadServerCertificate, plain)).toEqual([{ action: 'iam:UploadServerCertificate', resource, context: {} }])
  })

  it.each([
    [
      'a name that differs by case alone, at another path',
      { ServerCertificateName: 'FIRST' },
      'EntityAlreadyExists',
      'The Server Certificate with name FIRST already exists.',
    ],
    [
      'what is not a certificate',
      { CertificateBody: 'x' },
      'MalformedCertificate',
      'Unable to parse certificate. Please ensure the certificate is in PEM format.',
    ],
    ['a certificate that has expired', { CertificateBody: PEM.expired }, 'MalformedCertificate', 'Unknown'],
    ['a certificate that is not valid yet', { CertificateBody: PEM.early }, 'MalformedCertificate', 'Unknown'],
    ['what is not a key', { PrivateKey: PEM.server }, 'MalformedCertificate', 'Unknown'],
    ["another certificate's key", { PrivateKey: otherKey }, 'KeyPairMismatch', "Private key doesn't match certificate"],
    [
      'a chain in the wrong order',
      { CertificateChain: PEM.root + PEM.intermediate },
      'MalformedCertificate',
      'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: -1',
    ],
    ['a key that is not ASCII', { PrivateKey: `${PEM.key}é` }, 'ValidationError', printable('privateKey')],
    ['a body that is not ASCII', { CertificateBody: 'é' }, 'ValidationError', printable('certificateBody')],
    ['a chain that is not ASCII', { CertificateChain: 'é' }, 'ValidationError', printable('certificateChain')],
    [
      'a tag key of AWS',
      { Tags: [{ Key: 'aws:a', Value: '' }] },
      'InvalidInput',
      'Tag keys that begin with aws: are reserved for system use.',
    ],
  ])('refuses %s, and keeps nothing', async (_why, what, code, message) => {
    const w = await world()
    await w.call(UploadServerCertificate, { ...plain, ServerCertificateName: 'First' })
    expect(await w.refusal(UploadServerCertificate, { ...input, ...what })).toEqual({ code, message })
    expect(w.read((state) => serverCertificates.count(state, ACCOUNT, 10))).toBe(1)
  })

  it('goes by the clock of the installation', async () => {
    const w = await world()
    w.clock.move(Date.UTC(2115, 0, 1) - START)
    await w.call(UploadServerCertificate, { ...plain, CertificateBody: PEM.early })
    w.clock.move(Date.UTC(2121, 0, 1) - START)
    expect(await w.refusal(UploadServerCertificate, { ...plain, ServerCertificateName: 'b' })).toMatchObject({
      code: 'MalformedCertificate',
    })
  })

  it('refuses the twenty-first of an account', async () => {
    const w = await world()
    const kept = { account: ACCOUNT, path: '/', uploadedAt: 0, expiresAt: 0, tags: {} }
    await w.change((state) => {
      for (let n = 0; n < 20; n++) serverCertificates.put(state, { ...kept, name: `c${n}`, id: `ASCA${n}` })
    })
    const message = 'Cannot exceed quota for ServerCertificatesPerAccount: 20'
    expect(await w.refusal(UploadServerCertificate, plain)).toEqual({ code: 'LimitExceeded', message })
  })

  it('refuses tags to a caller who may upload and not tag, and everything to one without a policy', async () => {
    const w = await world()
    const Statement = { Effect: 'Allow', Action: 'iam:UploadServerCertificate', Resource: '*' }
    const uploader = await w.user('uploader', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(UploadServerCertificate, input, uploader)).toMatchObject({
      message: expect.stringContaining('iam:TagServerCertificate'),
    })
    await w.call(UploadServerCertificate, plain, uploader)
    expect(await w.refusal(UploadServerCertificate, plain, await w.user('nobody'))).toMatchObject({ code: 'AccessDenied' })
  })
})
