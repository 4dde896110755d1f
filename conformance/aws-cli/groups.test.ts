import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const READ_ONLY = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
const document = (Effect: string) => ({ Version: '2012-10-17', Statement: [{ Effect, Action: 'iam:ListUsers', Resource: '*' }] })

const OPERATIONS = `AddUserToGroup AttachGroupPolicy CreateGroup DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy
  ListAttachedGroupPolicies ListGroupPolicies ListGroups ListGroupsForUser PutGroupPolicy RemoveUserFromGroup UpdateGroup`.split(/\s+/)

describe.skipIf(without('awscli'))('groups with the AWS CLI', () => {
  let server: ServerProcess
  let root: AwsCli
  const iam = <T = Record<string, unknown>>(...args: string[]): Promise<T> => root.json<T>('iam', ...args)
  const each = (...calls: Promise<unknown>[]): Promise<unknown[]> => Promise.all(calls)

  beforeAll(async () => {
    server = await ServerProcess.start()
    root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
  })
  afterAll(async () => {
    await server.close()
    await root.close()
  })

  it('give their members what their policies allow, and take what they deny, until they leave', async () => {
    await each(iam('create-group', '--group-name', 'cooks', '--path', '/team/'), iam('create-user', '--user-name', 'ann'))
    const { AccessKey } = await iam<{ AccessKey: { AccessKeyId: string; SecretAccessKey: string } }>(
      'create-access-key',
      '--user-name',
      'ann',
    )
    const ann = root.as({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey })
    const put = (Effect: string) =>
      iam('put-group-policy', '--group-name', 'cooks', '--policy-name', 'p', '--policy-document', JSON.stringify(document(Effect)))
    const refused = (why: string) =>
      `An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:iam::${ACCOUNT}:user/ann is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${ACCOUNT}:user/ ${why}`
    await put('Allow')
    expect(await ann.refusal('iam', 'list-users')).toBe(refused('because no identity-based policy allows the iam:ListUsers action'))
    await iam('add-user-to-group', '--group-name', 'cooks', '--user-name', 'ann')
    expect(await ann.json('iam', 'list-users')).toMatchObject({ Users: [{ UserName: 'ann' }] })
    await each(put('Deny'), iam('attach-group-policy', '--group-name', 'cooks', '--policy-arn', READ_ONLY))
    expect(await ann.refusal('iam', 'list-users')).toBe(refused('with an explicit deny in an identity-based policy'))
  })

  it('are shown with their members and policies, and renamed', async () => {
    await iam('update-group', '--group-name', 'cooks', '--new-group-name', 'Chefs')
    const Group = {
      GroupName: 'Chefs',
      Path: '/team/',
      Arn: `arn:aws:iam::${ACCOUNT}:group/team/Chefs`,
      GroupId: expect.stringMatching(/^AGPA/),
    }
    const named = ['--group-name', 'chefs'] as const
    expect(
      await each(
        iam('get-group', ...named),
        iam('list-groups', '--path-prefix', '/team/'),
        iam('list-groups-for-user', '--user-name', 'ann'),
        iam('list-group-policies', ...named),
        iam('get-group-policy', ...named, '--policy-name', 'p'),
        iam('list-attached-group-policies', ...named),
        iam('list-entities-for-policy', '--policy-arn', READ_ONLY),
      ),
    ).toMatchObject([
      { Group, Users: [{ UserName: 'ann' }] },
      { Groups: [Group] },
      { Groups: [Group] },
      { PolicyNames: ['p'] },
      { GroupName: 'Chefs', PolicyName: 'p', PolicyDocument: document('Deny') },
      { AttachedPolicies: [{ PolicyName: 'ReadOnlyAccess', PolicyArn: READ_ONLY }] },
      { PolicyGroups: [{ GroupName: 'Chefs' }], PolicyRoles: [], PolicyUsers: [] },
    ])
  })

  it('are deleted once nobody and nothing is in them', async () => {
    const named = ['--group-name', 'Chefs'] as const
    const conflict = (operation: string) =>
      `An error occurred (DeleteConflict) when calling the ${operation} operation: Cannot delete entity, must remove users from group first.`
    expect(await root.refusal('iam', 'delete-group', ...named)).toBe(conflict('DeleteGroup'))
    expect(await root.refusal('iam', 'delete-user', '--user-name', 'ann')).toBe(conflict('DeleteUser'))
    await iam('remove-user-from-group', ...named, '--user-name', 'ann')
    await iam('delete-group-policy', ...named, '--policy-name', 'p')
    await iam('detach-group-policy', ...named, '--policy-arn', READ_ONLY)
    await iam('delete-group', ...named)
    expect(await iam('list-groups')).toEqual({ Groups: [] })
    const asked = server.audit().filter(({ operation, status }) => status === 200 && String(operation).includes('Group'))
    expect([...new Set(asked.map(({ operation }) => operation))].sort()).toEqual(OPERATIONS)
  })
})
