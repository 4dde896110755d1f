import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { CLIENTS, type IamClient } from './clients.js'
import { type Row, story } from './story.js'

const ACCOUNT = '000000000000'
const pem = (name: string): string => readFileSync(new URL(`../../vectors/certificates/${name}.pem`, import.meta.url), 'utf8')
const [SERVER, KEY, INTERMEDIATE, ROOT] = [pem('server'), pem('server-key'), pem('intermediate'), pem('root')]
/** A password in a pattern: it may have any printable character. */
const exactly = (password = ''): RegExp => new RegExp(`^${password.replace(/[^A-Za-z0-9]/g, '\\$&')}$`)
const text = (pattern: RegExp): unknown => expect.stringMatching(pattern)
const TIME = text(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/)
const unable =
  'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: -1'

let server: ServerProcess
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ['--dev'] })
})
afterAll(() => server.close())

describe.each(CLIENTS)('certificates and service-specific credentials, with the %s', (_name, debianPackage, start) => {
  const missing = debianPackage !== undefined && without(debianPackage)
  let client: IamClient
  beforeAll(async () => {
    if (missing) return
    await server.admin('reset', {})
    client = await start(server)
  }, 60_000)
  afterAll(() => client?.close())

  it.skipIf(missing)('server certificates are uploaded, shown, listed in pages, renamed, tagged and deleted', async () => {
    const named = { ServerCertificateName: 'web' }
    const Tags = [{ Key: 'Unit', Value: 'ops' }]
    const upload = { ...named, CertificateBody: SERVER, PrivateKey: KEY }
    const metadata = (ServerCertificateName: string, Path: string) => ({
      ...{ ServerCertificateName, Path, Arn: `arn:aws:iam::${ACCOUNT}:server-certificate${Path}${ServerCertificateName}` },
      ...{ ServerCertificateId: text(/^ASCA[A-Z2-7]{17}$/), UploadDate: TIME, Expiration: text(/^2120-01-01T00:00:00/) },
    })
    const chain = INTERMEDIATE + ROOT
    await story(client, [
      [
        'UploadServerCertificate',
        { ...upload, Path: '/team/', CertificateChain: chain, Tags },
        { ServerCertificateMetadata: metadata('web', '/team/'), Tags },
      ],
      [
        'GetServerCertificate',
        { ServerCertificateName: 'WEB' },
        {
          ServerCertificate: {
            ServerCertificateMetadata: metadata('web', '/team/'),
            ...{ CertificateBody: SERVER, CertificateChain: chain, Tags },
          },
        },
      ],
      ['UploadServerCertificate', upload, ['EntityAlreadyExists', 'The Server Certificate with name web already exists.']],
      ...(
        [
          [
            { CertificateBody: 'x' },
            'MalformedCertificate',
            'Unable to parse certificate. Please ensure the certificate is in PEM format.',
          ],
          [{ CertificateBody: pem('expired') }, 'MalformedCertificate', 'Unknown'],
          [{ CertificateBody: ROOT }, 'KeyPairMismatch', "Private key doesn't match certificate"],
          [{ PrivateKey: 'x' }, 'MalformedCertificate', 'Unknown'],
          [{ CertificateChain: ROOT }, 'MalformedCertificate', unable],
        ] as const
      ).map(([wrong, ...error]): Row => ['UploadServerCertificate', { ...upload, ServerCertificateName: 'bad', ...wrong }, error]),
      ['UploadServerCertificate', { ...upload, ServerCertificateName: 'api' }, { ServerCertificateMetadata: metadata('api', '/') }],
      [
        'UpdateServerCertificate',
        { ...named, NewServerCertificateName: 'API' },
        ['EntityAlreadyExists', 'The Server Certificate with name API already exists.'],
      ],
      ['UpdateServerCertificate', { ...named, NewServerCertificateName: 'shop', NewPath: '/cloudfront/' }, {}],
      ['GetServerCertificate', named, ['NoSuchEntity', 'The Server Certificate with name web cannot be found.']],
      ['TagServerCertificate', { ServerCertificateName: 'shop', Tags: [{ Key: 'a', Value: '1' }] }, {}],
      ['UntagServerCertificate', { ServerCertificateName: 'shop', TagKeys: ['Unit', 'none'] }, {}],
      ['ListServerCertificateTags', { ServerCertificateName: 'shop' }, { Tags: [{ Key: 'a', Value: '1' }], IsTruncated: false }],
      ['ListServerCertificates', { PathPrefix: '/team/' }, { ServerCertificateMetadataList: [], IsTruncated: false }],
      [
        'ListServerCertificates',
        { MaxItems: 1 },
        { ServerCertificateMetadataList: [metadata('api', '/')], IsTruncated: true, Marker: text(/^.{1,320}$/) },
      ],
      ({ Marker }) => [
        'ListServerCertificates',
        { MaxItems: 1, Marker },
        { ServerCertificateMetadataList: [metadata('shop', '/cloudfront/')], IsTruncated: false },
      ],
      ['DeleteServerCertificate', { ServerCertificateName: 'shop' }, {}],
      ['DeleteServerCertificate', { ServerCertificateName: 'api' }, {}],
      ['DeleteServerCertificate', named, ['NoSuchEntity', 'The Server Certificate with name web cannot be found.']],
    ])
  })

  it.skipIf(missing)('signing certificates are uploaded, listed in pages, switched off and deleted, before their user is', async () => {
    const named = { UserName: 'ann' }
    const shown = (CertificateBody: string, Status: string) => ({
      ...{ UserName: 'ann', CertificateId: text(/^[A-Z2-7]{32}$/), CertificateBody, Status, UploadDate: TIME },
    })
    const either = expect.objectContaining({ UserName: 'ann', UploadDate: TIME })
    await story(client, [
      ['CreateUser', named, { User: expect.anything() }],
      ['UploadSigningCertificate', { ...named, CertificateBody: ROOT }, { Certificate: shown(ROOT, 'Active') }],
      ({ CertificateId }) => ['UpdateSigningCertificate', { ...named, CertificateId, Status: 'Inactive' }, {}],
      ['ListSigningCertificates', named, { Certificates: [shown(ROOT, 'Inactive')], IsTruncated: false }],
      ['UploadSigningCertificate', { CertificateBody: ROOT }, ['DuplicateCertificate', 'Unknown']],
      ['UploadSigningCertificate', { ...named, CertificateBody: pem('expired') }, ['InvalidCertificate', 'Unknown']],
      ['UploadSigningCertificate', { ...named, CertificateBody: SERVER }, { Certificate: shown(SERVER, 'Active') }],
      [
        'UploadSigningCertificate',
        { ...named, CertificateBody: INTERMEDIATE },
        ['LimitExceeded', 'Cannot exceed quota for CertificatesPerUser: 2'],
      ],
      ['DeleteUser', named, ['DeleteConflict', 'Cannot delete entity, must delete signing certificates first.']],
      ['ListSigningCertificates', { ...named, MaxItems: 1 }, { Certificates: [either], IsTruncated: true, Marker: expect.anything() }],
      ({ CertificateId }) => ['DeleteSigningCertificate', { ...named, CertificateId }, {}],
      ['ListSigningCertificates', { ...named, MaxItems: 1 }, { Certificates: [either], IsTruncated: false }],
      ({ CertificateId }) => ['DeleteSigningCertificate', { ...named, CertificateId }, {}],
      ({ CertificateId }) => [
        'DeleteSigningCertificate',
        { ...named, CertificateId },
        ['NoSuchEntity', `The Certificate with id ${CertificateId} cannot be found.`],
      ],
      ['DeleteUser', named, {}],
    ])
  })

  it.skipIf(missing)('service-specific credentials are made, listed, switched off, reset and deleted, before their user is', async () => {
    const ServiceName = 'cassandra.amazonaws.com'
    const named = { UserName: 'eve' }
    const metadata = (ServiceUserName: string, Status = 'Active') => ({
      ...{ UserName: 'eve', ServiceName, ServiceUserName, Status, CreateDate: TIME },
      ServiceSpecificCredentialId: text(/^ACCA[A-Z2-7]{17}$/),
    })
    const ServicePassword = text(/^[A-Za-z0-9+/]{43}=$/)
    const [first, second] = [`eve-at-${ACCOUNT}`, `eve+1-at-${ACCOUNT}`]
    const create = ['CreateServiceSpecificCredential', { ...named, ServiceName }] as const
    await story(client, [
      ['CreateUser', named, { User: expect.anything() }],
      [...create, { ServiceSpecificCredential: { ...metadata(first), ServicePassword } }],
      [...create, { ServiceSpecificCredential: { ...metadata(second), ServicePassword } }],
      [...create, ['LimitExceeded', 'Cannot exceed quota for ServiceSpecificCredentialsPerUser: 2']],
      ({ ServiceSpecificCredentialId }) => [
        'UpdateServiceSpecificCredential',
        { ...named, ServiceSpecificCredentialId, Status: 'Inactive' },
        {},
      ],
      ({ ServiceSpecificCredentialId, ServicePassword: before }) => [
        'ResetServiceSpecificCredential',
        { ...named, ServiceSpecificCredentialId },
        {
          ServiceSpecificCredential: { ...metadata(second, 'Inactive'), ServicePassword: expect.not.stringMatching(exactly(before)) },
        },
      ],
      ({ ServiceSpecificCredentialId }) => ['DeleteServiceSpecificCredential', { ...named, ServiceSpecificCredentialId }, {}],
      ['ListServiceSpecificCredentials', { ...named, ServiceName }, { ServiceSpecificCredentials: [metadata(first)] }],
      ['DeleteUser', named, ['DeleteConflict', 'Cannot delete entity, must remove referenced objects first.']],
      ({ ServiceSpecificCredentialId }) => ['DeleteServiceSpecificCredential', { ...named, ServiceSpecificCredentialId }, {}],
      ['ListServiceSpecificCredentials', named, { ServiceSpecificCredentials: [] }],
      ['DeleteUser', named, {}],
    ])
  })
})

describe('API keys, and the credentials of all users, which only new clients know', () => {
  it('expire, and are listed in pages', async () => {
    await server.admin('reset', {})
    const [, , start] = CLIENTS.find(([, debianPackage]) => debianPackage === undefined) as (typeof CLIENTS)[number]
    const { call, close } = await start(server)
    for (const UserName of ['ann', 'bob']) {
      await call('CreateUser', { UserName })
      const asked = { UserName, ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 7 }
      expect(await call('CreateServiceSpecificCredential', asked)).toEqual({
        output: {
          ServiceSpecificCredential: {
            ...{ UserName, ServiceName: 'bedrock.amazonaws.com', Status: 'Active', CreateDate: TIME, ExpirationDate: TIME },
            ...{ ServiceCredentialAlias: `${UserName}-at-${ACCOUNT}`, ServiceCredentialSecret: text(/^ABSK/) },
            ServiceSpecificCredentialId: text(/^ACCA/),
          },
        },
      })
    }
    const listed: unknown[] = []
    for (let Marker: unknown, more = true; more; ) {
      const came = await call('ListServiceSpecificCredentials', { AllUsers: true, MaxItems: 1, Marker })
      if (!('output' in came)) throw new Error(came.refused.join(': '))
      listed.push(...(came.output.ServiceSpecificCredentials as { UserName: string }[]).map(({ UserName }) => UserName))
      Marker = came.output.Marker
      more = came.output.IsTruncated === true
    }
    expect(listed.toSorted()).toEqual(['ann', 'bob'])
    await server.advance('P7D')
    expect(await call('ListServiceSpecificCredentials', { UserName: 'bob' })).toMatchObject({
      output: { ServiceSpecificCredentials: [{ Status: 'Expired' }] },
    })
    await close()
  })
})
