import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: arn('user/ann') }, Action: 'sts:AssumeRole' }],
}
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['iam:GetUser', 'sts:*'], Resource: '*' }] }
const said = (operation: string, code: string, text: string) =>
  `An error occurred (${code}) when calling the ${operation} operation: ${text}`

describe.skipIf(without('awscli'))('reports about an account, with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  let ann: AwsCli
  let key: string
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const refusal = (...args: string[]): Promise<string> => root.refusal('iam', ...args)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
    await iam('create-user', '--user-name', 'ann')
    await iam('create-role', '--role-name', 'reader', '--assume-role-policy-document', JSON.stringify(TRUST))
    await iam('create-group', '--group-name', 'staff')
    await iam('create-policy', '--policy-name', 'own', '--policy-document', JSON.stringify(POLICY))
    await iam('add-user-to-group', '--group-name', 'staff', '--user-name', 'ann')
    await iam('attach-group-policy', '--group-name', 'staff', '--policy-arn', arn('policy/own'))
    await iam('attach-role-policy', '--role-name', 'reader', '--policy-arn', READ_ONLY)
    const { AccessKey } = await iam<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      'create-access-key',
      '--user-name',
      'ann',
    )
    key = AccessKey.AccessKeyId
    ann = root.as({ accessKeyId: key, secretAccessKey: AccessKey.SecretAccessKey })
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('lists everything that decides, with documents decoded, in pages of one thing', async () => {
    const everything = await iam('get-account-authorization-details')
    expect(everything).toMatchObject({
      UserDetailList: [{ UserName: 'ann', GroupList: ['staff'], AttachedManagedPolicies: [], Tags: [] }],
      GroupDetailList: [{ GroupName: 'staff', AttachedManagedPolicies: [{ PolicyName: 'own', PolicyArn: arn('policy/own') }] }],
      RoleDetailList: [
        { RoleName: 'reader', AssumeRolePolicyDocument: TRUST, InstanceProfileList: [], RolePolicyList: [], RoleLastUsed: {} },
      ],
      Policies: [
        { PolicyName: 'own', PolicyVersionList: [{ Document: POLICY, VersionId: 'v1', IsDefaultVersion: true }] },
        { PolicyName: 'AmazonS3ReadOnlyAccess', AttachmentCount: 1, PolicyVersionList: [{ IsDefaultVersion: true }] },
      ],
    })
    expect(await iam('get-account-authorization-details', '--page-size', '1')).toEqual(everything)
    expect(await iam('get-account-authorization-details', '--filter', 'Group')).toMatchObject({ UserDetailList: [], RoleDetailList: [] })
  })

  it('tells when a key and a role were last used', async () => {
    const unused = { UserName: 'ann', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } }
    expect(await iam('get-access-key-last-used', '--access-key-id', key)).toEqual(unused)
    const { Credentials } = await ann.json<{ Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } }>(
      ...['sts', 'assume-role', '--role-arn', arn('role/reader'), '--role-session-name', 'one'],
    )
    expect(await iam('get-role', '--role-name', 'reader')).toMatchObject({ Role: { RoleLastUsed: {} } })
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = Credentials
    await root.as({ accessKeyId, secretAccessKey, sessionToken }).refusal('iam', 'get-user', '--user-name', 'ann', '--region', 'eu-west-1')
    expect(await iam('get-role', '--role-name', 'reader')).toMatchObject({
      Role: { RoleLastUsed: { LastUsedDate: expect.stringMatching(/^\d{4}-/), Region: 'eu-west-1' } },
    })
    expect(await iam('get-access-key-last-used', '--access-key-id', key)).toMatchObject({
      AccessKeyLastUsed: { LastUsedDate: expect.stringMatching(/^\d{4}-/), ServiceName: 'sts', Region: 'us-east-1' },
    })
    expect(await refusal('get-access-key-last-used', '--access-key-id', 'AKIAQAAAAAAAAANOBODY')).toContain(
      'is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key AKIAQAAAAAAAAANOBODY',
    )
  })

  it('writes a credential report', async () => {
    expect(await refusal('get-credential-report')).toBe(said('GetCredentialReport', 'ReportNotPresent', 'Unknown'))
    expect(await iam('generate-credential-report')).toMatchObject({ State: 'STARTED' })
    expect(await iam('generate-credential-report')).toEqual({ State: 'COMPLETE' })
    const { Content, ReportFormat } = await iam<{ Content: string; ReportFormat: string }>('get-credential-report')
    expect(ReportFormat).toBe('text/csv')
    const [header = '', rootLine = '', line = ''] = Buffer.from(Content, 'base64').toString().split('\n')
    const row = Object.fromEntries(header.split(',').map((name, at) => [name, line.split(',')[at]]))
    expect(rootLine).toContain(`<root_account>,${arn('root')},`)
    expect(row).toMatchObject({ user: 'ann', password_enabled: 'false', mfa_active: 'false', access_key_1_active: 'true' })
    expect(row).toMatchObject({
      access_key_1_last_used_service: 'sts',
      access_key_1_last_used_region: 'us-east-1',
      access_key_2_active: 'false',
    })
  })

  it('tells which services someone may use, and who did', async () => {
    const generate = (of: string, ...more: string[]) =>
      iam<{ JobId: string }>('generate-service-last-accessed-details', '--arn', of, ...more).then(({ JobId }) => ['--job-id', JobId])
    const ofUser = await generate(arn('user/ann'), '--granularity', 'ACTION_LEVEL')
    expect(await iam('get-service-last-accessed-details', ...ofUser)).toMatchObject({
      JobStatus: 'COMPLETED',
      JobType: 'ACTION_LEVEL',
      ServicesLastAccessed: [
        { ServiceNamespace: 'iam', TotalAuthenticatedEntities: 0 },
        {
          ...{ ServiceName: 'AWS Security Token Service', ServiceNamespace: 'sts', LastAuthenticatedEntity: arn('user/ann') },
          ...{ LastAuthenticatedRegion: 'us-east-1', TotalAuthenticatedEntities: 1 },
          TrackedActionsLastAccessed: [{ ActionName: 'AssumeRole', LastAccessedEntity: arn('user/ann'), LastAccessedRegion: 'us-east-1' }],
        },
      ],
      IsTruncated: false,
    })
    const ofPolicy = await generate(arn('policy/own'))
    const entities = ['get-service-last-accessed-details-with-entities', ...ofPolicy, '--service-namespace', 'sts']
    expect(await iam(...entities)).toMatchObject({
      EntityDetailsList: [
        { EntityInfo: { Arn: arn('user/ann'), Name: 'ann', Type: 'USER', Path: '/' }, LastAuthenticated: expect.any(String) },
      ],
    })
    expect(await iam('list-policies-granting-service-access', '--arn', arn('user/ann'), '--service-namespaces', 's3', 'sts')).toEqual({
      PoliciesGrantingServiceAccess: [
        { ServiceNamespace: 'sts', Policies: [{ PolicyName: 'own', PolicyType: 'MANAGED', PolicyArn: arn('policy/own') }] },
      ],
      IsTruncated: false,
    })
    expect(
      await Promise.all([
        refusal('generate-service-last-accessed-details', '--arn', arn('user/none')),
        refusal('get-service-last-accessed-details', '--job-id', '00000000-0000-4000-8000-000000000000'),
        refusal('generate-organizations-access-report', '--entity-path', 'o-abcdefghij/r-abcd'),
        refusal('get-organizations-access-report', '--job-id', '00000000-0000-4000-8000-000000000000'),
      ]),
    ).toEqual([
      said('GenerateServiceLastAccessedDetails', 'NoSuchEntity', 'The user with name none cannot be found.'),
      said('GetServiceLastAccessedDetails', 'NoSuchEntity', 'Unknown'),
      said('GenerateOrganizationsAccessReport', 'InvalidInput', 'Unknown'),
      said('GetOrganizationsAccessReport', 'NoSuchEntity', 'Unknown'),
    ])
  })
})
