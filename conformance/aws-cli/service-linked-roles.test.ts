import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runPython } from '../boto3/python.js'
import { without } from '../clean-environment.js'
import { ServerProcess } from '../server-process.js'
import { AwsCli } from './aws-cli.js'
import { LoadedCli } from './loaded-cli.js'

const ACCOUNT = '000000000000'
const PROTECTED = "Cannot perform the operation on the protected role 'AWSServiceRoleForRDS' - this role is only modifiable by AWS"
const said = (operation: string, code: string, text: string) =>
  `An error occurred (${code}) when calling the ${operation} operation: ${text}`

describe('service-linked roles', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await ServerProcess.start()
  })
  afterAll(() => server.close())

  it.skipIf(without('awscli'))('are made, described, tagged and deleted with the AWS CLI', async () => {
    const root = new AwsCli(server, server.rootKey(), await LoadedCli.start())
    const ROLE = ['--role-name', 'AWSServiceRoleForRDS']
    const role = { RoleName: 'AWSServiceRoleForRDS', Description: 'Allows Amazon RDS to manage AWS resources on your behalf' }
    expect(await root.json('iam', 'create-service-linked-role', '--aws-service-name', 'rds.amazonaws.com')).toMatchObject({ Role: role })
    await root.text('iam', 'tag-role', ...ROLE, '--tags', 'Key=k,Value=v')
    expect(await root.json('iam', 'update-role-description', ...ROLE, '--description', 'ours')).toMatchObject({
      Role: { RoleName: 'AWSServiceRoleForRDS', Description: 'ours', Tags: [{ Key: 'k', Value: 'v' }] },
    })
    await root.text('iam', 'untag-role', ...ROLE, '--tag-keys', 'k')
    expect(await root.refusal('iam', 'delete-role', ...ROLE)).toBe(said('DeleteRole', 'UnmodifiableEntity', PROTECTED))
    expect(await root.refusal('iam', 'create-service-linked-role', '--aws-service-name', 'x.amazonaws.com')).toBe(
      said('CreateServiceLinkedRole', 'InvalidInput', 'x.amazonaws.com has no service-linked role that this version of daypass knows.'),
    )
    const { DeletionTaskId } = await root.json<{ DeletionTaskId: string }>('iam', 'delete-service-linked-role', ...ROLE)
    const status = ['get-service-linked-role-deletion-status', '--deletion-task-id']
    expect(await root.json('iam', ...status, DeletionTaskId)).toEqual({ Status: 'SUCCEEDED' })
    expect(await root.refusal('iam', ...status, `${DeletionTaskId}0`)).toBe(
      said('GetServiceLinkedRoleDeletionStatus', 'NoSuchEntity', `The deletion task with id ${DeletionTaskId}0 cannot be found.`),
    )
    await root.close()
  })

  it.skipIf(without('boto3'))('are made, found and deleted with boto3', async () => {
    expect(await runPython('service_linked_roles.py', [server.endpoint], { root: server.rootKey() })).toEqual({
      made: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch`,
      trust: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'batch.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      attached: ['BatchServiceRolePolicy'],
      refused: ['InvalidInput', 'UnmodifiableEntity', 'UnmodifiableEntity', 'UnmodifiableEntity'],
      described: 'ours',
      status: 'SUCCEEDED',
      again: 'NoSuchEntity',
    })
  })
})
