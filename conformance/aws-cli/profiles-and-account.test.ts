import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:${path}`
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
const said = (operation: string, code: string, text: string) =>
  `An error occurred (${code}) when calling the ${operation} operation: ${text}`

const newPemKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString()

describe.skipIf(without('awscli'))('instance profiles and what an account chooses, with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const refusal = (...args: string[]): Promise<string> => root.refusal('iam', ...args)
  const WEB = ['--instance-profile-name', 'web']

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('instance profiles take one role, are shown with it, and are deleted when it is out', async () => {
    await iam('create-role', '--role-name', 'app', '--assume-role-policy-document', TRUST)
    expect(await iam('create-instance-profile', ...WEB, '--path', '/team/', '--tags', 'Key=k,Value=v')).toMatchObject({
      InstanceProfile: { Arn: arn('instance-profile/team/web'), Roles: [], Tags: [{ Key: 'k', Value: 'v' }] },
    })
    await iam('add-role-to-instance-profile', ...WEB, '--role-name', 'app')
    await iam('wait', 'instance-profile-exists', ...WEB)
    const role = { RoleName: 'app', AssumeRolePolicyDocument: JSON.parse(TRUST) as object }
    expect(await iam('get-instance-profile', ...WEB)).toMatchObject({ InstanceProfile: { Roles: [role] } })
    const { InstanceProfiles } = await iam<{ InstanceProfiles: object[] }>('list-instance-profiles', '--path-prefix', '/team/')
    expect(InstanceProfiles).toMatchObject([{ InstanceProfileName: 'web', Roles: [role] }])
    expect(await iam('list-instance-profiles-for-role', '--role-name', 'app')).toEqual({ InstanceProfiles })
    expect(
      await Promise.all([
        refusal('create-instance-profile', '--instance-profile-name', 'WEB'),
        refusal('add-role-to-instance-profile', ...WEB, '--role-name', 'app'),
        refusal('delete-role', '--role-name', 'app'),
        refusal('delete-instance-profile', ...WEB),
      ]),
    ).toEqual([
      said('CreateInstanceProfile', 'EntityAlreadyExists', 'Instance Profile WEB already exists.'),
      said('AddRoleToInstanceProfile', 'LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1'),
      said('DeleteRole', 'DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.'),
      said('DeleteInstanceProfile', 'DeleteConflict', 'Cannot delete entity, must remove roles from instance profile first.'),
    ])
    await iam('tag-instance-profile', ...WEB, '--tags', 'Key=a,Value=1')
    await iam('untag-instance-profile', ...WEB, '--tag-keys', 'k', 'none')
    expect(await iam('list-instance-profile-tags', ...WEB)).toMatchObject({ Tags: [{ Key: 'a', Value: '1' }] })
    await iam('remove-role-from-instance-profile', ...WEB, '--role-name', 'app')
    await Promise.all([iam('delete-instance-profile', ...WEB), iam('delete-role', '--role-name', 'app')])
    expect(await iam('list-instance-profiles')).toEqual({ InstanceProfiles: [] })
    expect(await refusal('get-instance-profile', ...WEB)).toBe(
      said('GetInstanceProfile', 'NoSuchEntity', 'Instance Profile web cannot be found.'),
    )
  })

  it('an alias of the account is set, replaced, listed and deleted', async () => {
    expect(await iam('list-account-aliases')).toEqual({ AccountAliases: [] })
    await iam('create-account-alias', '--account-alias', 'first')
    await iam('create-account-alias', '--account-alias', 'second')
    expect(await iam('list-account-aliases')).toEqual({ AccountAliases: ['second'] })
    expect(
      await Promise.all([
        refusal('create-account-alias', '--account-alias', 'second'),
        refusal('create-account-alias', '--account-alias', 'a--b'),
        refusal('delete-account-alias', '--account-alias', 'first'),
      ]),
    ).toEqual([
      said('CreateAccountAlias', 'EntityAlreadyExists', 'The account alias second already exists.'),
      expect.stringContaining(
        "(ValidationError) when calling the CreateAccountAlias operation: 1 validation error detected: Value at 'accountAlias'",
      ),
      said('DeleteAccountAlias', 'NoSuchEntity', 'The account alias with name first cannot be found.'),
    ])
    await iam('delete-account-alias', '--account-alias', 'second')
  })

  it('passwords are set by the policy of the account, changed by their users, and deleted', async () => {
    await iam('create-user', '--user-name', 'ann')
    const { AccessKey } = await iam<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      'create-access-key',
      '--user-name',
      'ann',
    )
    const ann = root.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey })
    const ANN = ['--user-name', 'ann']
    expect(await refusal('get-account-password-policy')).toBe(
      said('GetAccountPasswordPolicy', 'NoSuchEntity', `The Password Policy with domain name ${ACCOUNT} cannot be found.`),
    )
    await iam('update-account-password-policy', '--minimum-password-length', '12', '--password-reuse-prevention', '2')
    expect(await iam('get-account-password-policy')).toEqual({
      PasswordPolicy: {
        ...{ MinimumPasswordLength: 12, RequireSymbols: false, RequireNumbers: false, RequireUppercaseCharacters: false },
        ...{ RequireLowercaseCharacters: false, AllowUsersToChangePassword: false, ExpirePasswords: false, PasswordReusePrevention: 2 },
      },
    })
    expect(await refusal('create-login-profile', ...ANN, '--password', 'too-short')).toBe(
      said('CreateLoginProfile', 'PasswordPolicyViolation', 'Password does not conform to the account password policy.'),
    )
    await iam('create-login-profile', ...ANN, '--password', 'first password', '--password-reset-required')
    const change = ['iam', 'change-password', '--old-password', 'first password', '--new-password']
    expect(await ann.refusal(...change, 'second password')).toContain('(AccessDenied) when calling the ChangePassword operation: User: ')
    await iam('update-account-password-policy', '--allow-users-to-change-password', '--password-reuse-prevention', '2')
    expect(await ann.refusal(...change, 'first password')).toBe(
      said('ChangePassword', 'PasswordPolicyViolation', 'Password does not conform to the account password policy.'),
    )
    await ann.json(...change, 'second password')
    expect(await ann.refusal(...change, 'third password')).toBe(said('ChangePassword', 'AccessDenied', 'The old password was incorrect.'))
    expect(await iam('get-login-profile', ...ANN)).toMatchObject({ LoginProfile: { UserName: 'ann', PasswordResetRequired: false } })
    await iam('update-login-profile', ...ANN, '--password', 'third password')
    await iam('delete-access-key', ...ANN, '--access-key-id', AccessKey.AccessKeyId)
    expect(await refusal('delete-user', ...ANN)).toBe(
      said('DeleteUser', 'DeleteConflict', 'Cannot delete entity, must delete login profile first.'),
    )
    await iam('delete-login-profile', ...ANN)
    await Promise.all([iam('delete-user', ...ANN), iam('delete-account-password-policy')])
    expect(JSON.stringify(server.audit())).not.toMatch(/(first|second|third) password/)
  })

  it('SSH public keys are uploaded, shown in both encodings, switched off and deleted', async () => {
    const EVE = ['--user-name', 'eve']
    await iam('create-user', ...EVE)
    const body = newPemKey()
    const { SSHPublicKey } = await iam<{ SSHPublicKey: { SSHPublicKeyId: string } }>(
      ...['upload-ssh-public-key', ...EVE, '--ssh-public-key-body', body],
    )
    const KEY = [...EVE, '--ssh-public-key-id', SSHPublicKey.SSHPublicKeyId]
    expect(SSHPublicKey).toMatchObject({ Status: 'Active', Fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/) })
    expect(await iam('get-ssh-public-key', ...KEY, '--encoding', 'PEM')).toMatchObject({ SSHPublicKey: { SSHPublicKeyBody: body } })
    expect(await iam('get-ssh-public-key', ...KEY, '--encoding', 'SSH')).toMatchObject({
      SSHPublicKey: { SSHPublicKeyBody: expect.stringMatching(/^ssh-rsa AAAAB3NzaC1yc2E/) },
    })
    await iam('update-ssh-public-key', ...KEY, '--status', 'Inactive')
    expect(await iam('list-ssh-public-keys', ...EVE)).toMatchObject({ SSHPublicKeys: [{ UserName: 'eve', Status: 'Inactive' }] })
    expect(await refusal('upload-ssh-public-key', ...EVE, '--ssh-public-key-body', body)).toBe(
      said('UploadSSHPublicKey', 'DuplicateSSHPublicKey', 'Unknown'),
    )
    expect(await refusal('delete-user', ...EVE)).toContain('must remove referenced objects first.')
    await iam('delete-ssh-public-key', ...KEY)
    await iam('delete-user', ...EVE)
  })
})
