import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const document = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const trust = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
})
const text = JSON.stringify

const OPERATIONS = `AttachRolePolicy AttachUserPolicy CreateAccessKey CreatePolicy CreatePolicyVersion CreateRole CreateUser DeleteAccessKey
  DeletePolicy DeletePolicyVersion DeleteRole DeleteRolePolicy DeleteUser DeleteUserPolicy DetachRolePolicy DetachUserPolicy GetAccountSummary GetPolicy
  GetPolicyVersion GetRole GetRolePolicy GetUser GetUserPolicy ListAccessKeys ListAttachedRolePolicies ListAttachedUserPolicies
  ListEntitiesForPolicy ListInstanceProfilesForRole ListPolicies ListPolicyVersions ListRolePolicies ListRoles ListUserPolicies ListUsers
  PutRolePolicy PutUserPolicy SetDefaultPolicyVersion SetSecurityTokenServicePreferences UpdateAccessKey UpdateAssumeRolePolicy UpdateRole UpdateUser`.split(
  /\s+/,
)

describe.skipIf(without('awscli'))('IAM with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const refusal = (...args: string[]): Promise<string> => root.refusal('iam', ...args)
  /** Independent calls in parallel. */
  const each = (...calls: Promise<unknown>[]): Promise<unknown[]> => Promise.all(calls)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('creates, returns, renames and lists users', async () => {
    await iam('create-user', '--user-name', 'ann', '--path', '/team/')
    await iam('create-user', '--user-name', 'Bob')
    expect(await iam('get-user', '--user-name', 'ann')).toMatchObject({ User: { Arn: arn('user/team/ann'), Path: '/team/' } })
    expect(await iam('get-user')).toMatchObject({ User: { Arn: arn('root'), UserId: ACCOUNT } })
    await iam('update-user', '--user-name', 'ann', '--new-user-name', 'anna', '--new-path', '/crew/')
    const { Users } = await iam<{ Users: { UserName: string; Arn: string }[] }>('list-users')
    expect(Users.map(({ UserName, Arn }) => [UserName, Arn])).toEqual([
      ['anna', arn('user/crew/anna')],
      ['Bob', arn('user/Bob')],
    ])
    expect(
      await each(
        refusal('create-user', '--user-name', 'BOB'),
        refusal('get-user', '--user-name', 'ann'),
        refusal('create-user', '--user-name', 'a b'),
      ),
    ).toEqual([
      'An error occurred (EntityAlreadyExists) when calling the CreateUser operation: User with name BOB already exists.',
      'An error occurred (NoSuchEntity) when calling the GetUser operation: The user with name ann cannot be found.',
      'An error occurred (ValidationError) when calling the CreateUser operation: The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    ])
  })

  it('creates, disables and lists access keys, two at most', async () => {
    const make = async () =>
      (await iam<{ AccessKey: { AccessKeyId: string } }>('create-access-key', '--user-name', 'anna')).AccessKey.AccessKeyId
    const [first, second] = [await make(), await make()]
    expect(await refusal('create-access-key', '--user-name', 'anna')).toBe(
      'An error occurred (LimitExceeded) when calling the CreateAccessKey operation: Cannot exceed quota for AccessKeysPerUser: 2',
    )
    await iam('update-access-key', '--user-name', 'anna', '--access-key-id', second, '--status', 'Inactive')
    const { AccessKeyMetadata } = await iam<{ AccessKeyMetadata: { AccessKeyId: string; Status: string }[] }>(
      'list-access-keys',
      '--user-name',
      'anna',
    )
    expect(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]).sort()).toEqual(
      [
        [first, 'Active'],
        [second, 'Inactive'],
      ].sort(),
    )
  })

  it('stores inline policies of users', async () => {
    await iam('put-user-policy', '--user-name', 'anna', '--policy-name', 'inline', '--policy-document', text(document('s3:GetObject')))
    expect(
      await each(
        iam('get-user-policy', '--user-name', 'anna', '--policy-name', 'inline'),
        iam('list-user-policies', '--user-name', 'anna'),
      ),
    ).toEqual([{ UserName: 'anna', PolicyName: 'inline', PolicyDocument: document('s3:GetObject') }, { PolicyNames: ['inline'] }])
    expect(
      await refusal('put-user-policy', '--user-name', 'anna', '--policy-name', 'bad', '--policy-document', '{"Version":"2012-10-17"}'),
    ).toBe('An error occurred (MalformedPolicyDocument) when calling the PutUserPolicy operation: Syntax errors in policy.')
  })

  it('stores versions of managed policies', async () => {
    const made = await iam<{ Policy: Record<string, unknown> }>(
      'create-policy',
      '--policy-name',
      'kept',
      '--path',
      '/team/',
      '--policy-document',
      text(document('s3:GetObject')),
    )
    const policy = arn('policy/team/kept')
    expect(made.Policy).toMatchObject({
      Arn: policy,
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
    })
    await iam('create-policy-version', '--policy-arn', policy, '--policy-document', text(document('s3:PutObject')), '--set-as-default')
    const { Versions } = await iam<{ Versions: { VersionId: string; IsDefaultVersion: boolean }[] }>(
      'list-policy-versions',
      '--policy-arn',
      policy,
    )
    expect(Versions.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([
      ['v2', true],
      ['v1', false],
    ])
    await iam('set-default-policy-version', '--policy-arn', policy, '--version-id', 'v1')
    expect(
      await each(iam('get-policy-version', '--policy-arn', policy, '--version-id', 'v2'), iam('get-policy', '--policy-arn', policy)),
    ).toMatchObject([
      { PolicyVersion: { Document: document('s3:PutObject'), IsDefaultVersion: false } },
      { Policy: { DefaultVersionId: 'v1' } },
    ])
    expect(await refusal('delete-policy-version', '--policy-arn', policy, '--version-id', 'v1')).toBe(
      'An error occurred (DeleteConflict) when calling the DeletePolicyVersion operation: Cannot delete the default version of a policy.',
    )
    await iam('delete-policy-version', '--policy-arn', policy, '--version-id', 'v2')
  })

  it('creates and changes roles', async () => {
    await iam(
      'create-role',
      '--role-name',
      'worker',
      '--description',
      'works',
      '--assume-role-policy-document',
      text(trust('ec2.amazonaws.com')),
    )
    await iam('update-role', '--role-name', 'worker', '--max-session-duration', '7200', '--description', 'works longer')
    await iam('update-assume-role-policy', '--role-name', 'worker', '--policy-document', text(trust('lambda.amazonaws.com')))
    expect(
      await each(
        iam('get-role', '--role-name', 'worker'),
        iam('list-roles'),
        iam('list-instance-profiles-for-role', '--role-name', 'worker'),
      ),
    ).toMatchObject([
      { Role: { MaxSessionDuration: 7200, Description: 'works longer', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') } },
      { Roles: [{ RoleName: 'worker' }] },
      { InstanceProfiles: [] },
    ])
    await iam('put-role-policy', '--role-name', 'worker', '--policy-name', 'inline', '--policy-document', text(document('sqs:*')))
    expect(
      await each(
        iam('get-role-policy', '--role-name', 'worker', '--policy-name', 'inline'),
        iam('list-role-policies', '--role-name', 'worker'),
      ),
    ).toMatchObject([{ PolicyDocument: document('sqs:*') }, { PolicyNames: ['inline'] }])
  })

  it('attaches policies, and lists where', async () => {
    const policy = arn('policy/team/kept')
    await iam('attach-user-policy', '--user-name', 'anna', '--policy-arn', policy)
    await iam('attach-role-policy', '--role-name', 'worker', '--policy-arn', policy)
    await iam('attach-role-policy', '--role-name', 'worker', '--policy-arn', READ_ONLY)
    const [ofUser, ofRole, entities, shown] = await each(
      iam('list-attached-user-policies', '--user-name', 'anna'),
      iam('list-attached-role-policies', '--role-name', 'worker'),
      iam('list-entities-for-policy', '--policy-arn', policy),
      iam('get-policy', '--policy-arn', policy),
    )
    expect(ofUser).toEqual({ AttachedPolicies: [{ PolicyName: 'kept', PolicyArn: policy }] })
    expect(ofRole).toMatchObject({ AttachedPolicies: [{ PolicyName: 'kept' }, { PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY }] })
    expect(entities).toMatchObject({ PolicyUsers: [{ UserName: 'anna' }], PolicyRoles: [{ RoleName: 'worker' }], PolicyGroups: [] })
    expect(shown).toMatchObject({ Policy: { AttachmentCount: 2 } })
  })

  it('refuses to remove what is still in use', async () => {
    const conflict = (operation: string, what: string) =>
      `An error occurred (DeleteConflict) when calling the ${operation} operation: ${what}`
    expect(
      await each(
        refusal('delete-user', '--user-name', 'anna'),
        refusal('delete-role', '--role-name', 'worker'),
        refusal('delete-policy', '--policy-arn', arn('policy/team/kept')),
      ),
    ).toEqual([
      expect.stringContaining(conflict('DeleteUser', 'Cannot delete entity, must ')),
      expect.stringContaining(conflict('DeleteRole', 'Cannot delete entity, must ')),
      conflict('DeletePolicy', 'Cannot delete a policy attached to entities.'),
    ])
  })

  it('removes everything in the right order', async () => {
    const policy = arn('policy/team/kept')
    const { AccessKeyMetadata } = await iam<{ AccessKeyMetadata: { AccessKeyId: string }[] }>('list-access-keys', '--user-name', 'anna')
    await each(
      ...AccessKeyMetadata.map(({ AccessKeyId }) => iam('delete-access-key', '--user-name', 'anna', '--access-key-id', AccessKeyId)),
    )
    await each(
      iam('detach-user-policy', '--user-name', 'anna', '--policy-arn', policy),
      iam('detach-role-policy', '--role-name', 'worker', '--policy-arn', policy),
      iam('detach-role-policy', '--role-name', 'worker', '--policy-arn', READ_ONLY),
      iam('delete-user-policy', '--user-name', 'anna', '--policy-name', 'inline'),
      iam('delete-role-policy', '--role-name', 'worker', '--policy-name', 'inline'),
    )
    await each(
      iam('delete-user', '--user-name', 'anna'),
      iam('delete-user', '--user-name', 'Bob'),
      iam('delete-role', '--role-name', 'worker'),
      iam('delete-policy', '--policy-arn', policy),
    )
    expect(await each(iam('list-users'), iam('list-roles'), iam('list-policies', '--scope', 'Local'))).toEqual([
      { Users: [] },
      { Roles: [] },
      { Policies: [] },
    ])
  })

  it('counts what the account has, and sets its token version', async () => {
    await iam('set-security-token-service-preferences', '--global-endpoint-token-version', 'v1Token')
    expect(await iam('get-account-summary')).toMatchObject({
      SummaryMap: { Users: 0, AccountAccessKeysPresent: 1, AccessKeysPerUserQuota: 2, GlobalEndpointTokenVersion: 1 },
    })
    await iam('set-security-token-service-preferences', '--global-endpoint-token-version', 'v2Token')
  })

  it('has all AWS managed policies, page by page, and their documents', async () => {
    interface Page {
      Policies: { Arn: string }[]
      NextToken?: string
    }
    const all = await iam<Page>('list-policies', '--scope', 'AWS', '--page-size', '200')
    expect(new Set(all.Policies.map(({ Arn }) => Arn)).size).toBe(1485)
    const first = await iam<Page>('list-policies', '--scope', 'AWS', '--max-items', '1000')
    const rest = await iam<Page>('list-policies', '--scope', 'AWS', '--starting-token', first.NextToken ?? '')
    expect([first.Policies.length, rest.Policies.length, rest.NextToken]).toEqual([1000, 485, undefined])
    expect([...first.Policies, ...rest.Policies]).toEqual(all.Policies)
    expect(
      await iam('get-policy-version', '--policy-arn', 'arn:aws:iam::aws:policy/AdministratorAccess', '--version-id', 'v1'),
    ).toMatchObject({
      PolicyVersion: {
        IsDefaultVersion: true,
        Document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    })
  })

  it('every existing operation was called, with success', () => {
    const asked = server.audit().filter(({ service, status }) => service === 'iam' && status === 200)
    expect([...new Set(asked.map(({ operation }) => operation))].sort()).toEqual(OPERATIONS)
  })
})
