import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GenerateServiceLastAccessedDetailsCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  GetServiceLastAccessedDetailsCommand,
  GetUserCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { expect, it } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { clientsOf, refusalOf } from './clients.js'

const PolicyDocument = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'

it('the AWS SDK for JavaScript reads the reports; last uses stay when the server ends, and those that were written when it is killed', async () => {
  await using server = await ServerProcess.start()
  const root = () => clientsOf(server, server.rootKey())
  for (const UserName of ['ann', 'bob', 'carl']) await root().iam.send(new CreateUserCommand({ UserName }))
  await root().iam.send(new PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'all', PolicyDocument }))
  const { AccessKey } = await root().iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }))
  const key = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  const ann = () => clientsOf(server, key)
  const lastUsed = async () => (await root().iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key.accessKeyId }))).AccessKeyLastUsed

  const names: (string | undefined)[] = []
  for await (const page of paginateGetAccountAuthorizationDetails({ client: root().iam, pageSize: 2 }, {})) {
    expect(page.UserDetailList?.length).toBeLessThanOrEqual(2)
    expect([page.GroupDetailList, page.RoleDetailList, page.Policies]).toEqual([[], [], []])
    names.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName))
  }
  expect(names).toEqual(['ann', 'bob', 'carl'])

  expect(await lastUsed()).toEqual({ ServiceName: 'N/A', Region: 'N/A' })
  await ann().iam.send(new GetUserCommand({}))
  expect(await lastUsed()).toEqual({ LastUsedDate: expect.any(Date), ServiceName: 'iam', Region: 'us-east-1' })
  expect(await refusalOf(root().iam.send(new GetCredentialReportCommand()))).toEqual([
    'CredentialReportNotPresentException',
    'Unknown',
    410,
  ])
  await root().iam.send(new GenerateCredentialReportCommand())
  const { Content, GeneratedTime } = await root().iam.send(new GetCredentialReportCommand())
  expect([
    Buffer.from(Content ?? [])
      .toString()
      .split('\n').length,
    GeneratedTime,
  ]).toEqual([6, expect.any(Date)])

  const before = await lastUsed()
  expect(await server.stop()).toBe(0)
  await server.restart()
  expect(await lastUsed()).toEqual(before)
  await server.kill()
  await server.restart()
  expect(await lastUsed()).toEqual(before)
  await ann().sts.send(new GetCallerIdentityCommand())
  expect(await lastUsed()).toMatchObject({ ServiceName: 'sts' })

  const Arn = 'arn:aws:iam::000000000000:user/ann'
  const { JobId } = await ann().iam.send(new GenerateServiceLastAccessedDetailsCommand({ Arn, Granularity: 'ACTION_LEVEL' }))
  const report = await ann().iam.send(new GetServiceLastAccessedDetailsCommand({ JobId, MaxItems: 1_000 }))
  expect(report).toMatchObject({ JobStatus: 'COMPLETED', JobCreationDate: expect.any(Date), JobCompletionDate: expect.any(Date) })
  const used = report.ServicesLastAccessed?.filter(({ LastAuthenticated }) => LastAuthenticated !== undefined)
  expect(used?.map(({ ServiceNamespace, TrackedActionsLastAccessed }) => [ServiceNamespace, TrackedActionsLastAccessed?.length])).toEqual([
    ['iam', 3],
    ['sts', 1],
  ])
})
