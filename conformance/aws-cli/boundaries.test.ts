import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const OWN = `arn:aws:iam::${ACCOUNT}:policy/limit`
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const document = (Action: string) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] })
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' }],
})
const shown = (PermissionsBoundaryArn: string) => ({ PermissionsBoundaryType: 'PermissionsBoundaryPolicy', PermissionsBoundaryArn })

interface Credentials {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
}

describe.skipIf(without('awscli'))('permissions boundaries with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  let ann: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const as = ({ AccessKeyId, SecretAccessKey, SessionToken }: Credentials) =>
    root.as({ accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, ...(SessionToken && { sessionToken: SessionToken }) })
  const because = 'because no permissions boundary allows the iam:ListRoles action'

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('limit a user from its creation on, and another from the next request on', async () => {
    await iam('create-policy', '--policy-name', 'limit', '--policy-document', document('iam:ListUsers'))
    const { User } = await iam<{ User: object }>('create-user', '--user-name', 'ann', '--permissions-boundary', OWN)
    expect(User).toMatchObject({ PermissionsBoundary: shown(OWN) })
    await iam('put-user-policy', '--user-name', 'ann', '--policy-name', 'all', '--policy-document', document('*'))
    const { AccessKey } = await iam<{ AccessKey: Credentials }>('create-access-key', '--user-name', 'ann')
    ann = as(AccessKey)
    await ann.json('iam', 'list-users')
    expect(await ann.refusal('iam', 'list-roles')).toContain(because)
    await iam('put-user-permissions-boundary', '--user-name', 'ann', '--permissions-boundary', READ_ONLY)
    await ann.json('iam', 'list-roles')
    expect(await iam('get-user', '--user-name', 'ann')).toMatchObject({ User: { PermissionsBoundary: shown(READ_ONLY) } })
  })

  it('limit the sessions of a role, and are shown where the policy is used', async () => {
    await iam('create-role', '--role-name', 'app', '--assume-role-policy-document', trust)
    await iam('put-role-policy', '--role-name', 'app', '--policy-name', 'all', '--policy-document', document('*'))
    await iam(
      'put-user-permissions-boundary',
      '--user-name',
      'ann',
      '--permissions-boundary',
      'arn:aws:iam::aws:policy/AdministratorAccess',
    )
    const arn = `arn:aws:iam::${ACCOUNT}:role/app`
    const assumed = await ann.json<{ Credentials: Credentials }>('sts', 'assume-role', '--role-arn', arn, '--role-session-name', 'session')
    const session = as(assumed.Credentials)
    await session.json('iam', 'list-roles')
    await iam('put-role-permissions-boundary', '--role-name', 'app', '--permissions-boundary', OWN)
    expect(await session.refusal('iam', 'list-roles')).toContain(because)
    expect(await iam('get-role', '--role-name', 'app')).toMatchObject({ Role: { PermissionsBoundary: shown(OWN) } })
    const used = ['list-entities-for-policy', '--policy-arn', OWN, '--policy-usage-filter', 'PermissionsBoundary'] as const
    expect(await iam(...used)).toMatchObject({ PolicyRoles: [{ RoleName: 'app' }], PolicyUsers: [], PolicyGroups: [] })
    expect(await iam('get-policy', '--policy-arn', OWN)).toMatchObject({ Policy: { PermissionsBoundaryUsageCount: 1, AttachmentCount: 0 } })
    const simulated = ['simulate-principal-policy', '--policy-source-arn', arn, '--action-names', 'iam:ListRoles'] as const
    expect(await iam(...simulated)).toMatchObject({
      EvaluationResults: [{ EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } }],
    })
  })

  it('are removed, after which their policy can be deleted', async () => {
    expect(await root.refusal('iam', 'delete-policy', '--policy-arn', OWN)).toBe(
      'An error occurred (DeleteConflict) when calling the DeletePolicy operation: Cannot delete a policy attached to entities.',
    )
    await iam('delete-role-permissions-boundary', '--role-name', 'app')
    await iam('delete-user-permissions-boundary', '--user-name', 'ann')
    await iam('delete-policy', '--policy-arn', OWN)
    expect(await root.refusal('iam', 'delete-user-permissions-boundary', '--user-name', 'ann')).toBe(
      'An error occurred (NoSuchEntity) when calling the DeleteUserPermissionsBoundary operation: The permissions boundary of user ann cannot be found.',
    )
    await ann.json('iam', 'list-roles')
  })
})
