import * as iam from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ServerProcess } from '../server-process.js'
import { clientsOf, refusalOf } from './clients.js'

const ACCOUNT = '000000000000'
const AWSServiceName = 'autoscaling.amazonaws.com'
const RoleName = 'AWSServiceRoleForAutoScaling_web'
const Path = `/aws-service-role/${AWSServiceName}/`
const Arn = `arn:aws:iam::${ACCOUNT}:role${Path}${RoleName}`
const DelegationRequestId = '0123456789abcdef'
const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`

const protects = [
  'UnmodifiableEntityException',
  `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
  400,
]

describe('the AWS SDK for JavaScript', () => {
  let server: ServerProcess
  let client: iam.IAMClient
  beforeAll(async () => {
    server = await ServerProcess.start()
    client = clientsOf(server, server.rootKey()).iam
  })
  afterAll(() => server.close())

  it('makes, finds, describes, tags and deletes service-linked roles', async () => {
    const made = await client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix: 'web', Description: 'ours' }))
    expect(made.Role).toMatchObject({ RoleName, Path, Arn, Description: 'ours', CreateDate: expect.any(Date) })
    await client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName }))
    const pages: string[][] = []
    for await (const { Roles } of iam.paginateListRoles({ client, pageSize: 1 }, { PathPrefix: '/aws-service-role/' }))
      pages.push((Roles ?? []).map((role) => role.RoleName ?? ''))
    expect(pages).toEqual([['AWSServiceRoleForAutoScaling'], [RoleName]])
    const described = await client.send(new iam.UpdateRoleDescriptionCommand({ RoleName, Description: 'for the web servers' }))
    expect(described.Role).toMatchObject({ RoleName, Description: 'for the web servers', MaxSessionDuration: 3_600 })
    await client.send(new iam.TagRoleCommand({ RoleName, Tags: [{ Key: 'k', Value: 'v' }] }))
    const { Role } = await client.send(new iam.GetRoleCommand({ RoleName }))
    expect(Role).toMatchObject({ Description: 'for the web servers', Tags: [{ Key: 'k', Value: 'v' }] })
    expect(await refusalOf(client.send(new iam.DeleteRoleCommand({ RoleName })))).toEqual(protects)
    expect(await refusalOf(client.send(new iam.UpdateRoleCommand({ RoleName, MaxSessionDuration: 7_200 })))).toEqual(protects)
    const { DeletionTaskId } = await client.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName }))
    const status = await client.send(new iam.GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))
    expect([status.Status, status.Reason]).toEqual(['SUCCEEDED', undefined])
    expect(await refusalOf(client.send(new iam.DeleteServiceLinkedRoleCommand({ RoleName })))).toEqual([
      'NoSuchEntityException',
      `The role with name ${RoleName} cannot be found.`,
      404,
    ])
  })

  it('gets the errors of AWS where there is no organization', async () => {
    const calls = [
      new iam.EnableOrganizationsRootCredentialsManagementCommand(),
      new iam.EnableOrganizationsRootSessionsCommand(),
      new iam.DisableOrganizationsRootCredentialsManagementCommand(),
      new iam.DisableOrganizationsRootSessionsCommand(),
      new iam.ListOrganizationsFeaturesCommand(),
    ]
    for (const command of calls)
      expect(await refusalOf(client.send(command as iam.ListOrganizationsFeaturesCommand))).toEqual([
        'OrganizationNotFoundException',
        'Unknown',
        400,
      ])
  })

  it('finds no delegation requests, and makes none', async () => {
    const answer = await client.send(new iam.ListDelegationRequestsCommand({ OwnerId: ROOT_ARN }))
    expect([answer.DelegationRequests, answer.isTruncated, answer.Marker]).toEqual([[], false, undefined])
    const calls = [
      new iam.AcceptDelegationRequestCommand({ DelegationRequestId }),
      new iam.AssociateDelegationRequestCommand({ DelegationRequestId }),
      new iam.GetDelegationRequestCommand({ DelegationRequestId }),
      new iam.RejectDelegationRequestCommand({ DelegationRequestId, Notes: 'no' }),
      new iam.SendDelegationTokenCommand({ DelegationRequestId }),
      new iam.UpdateDelegationRequestCommand({ DelegationRequestId }),
      new iam.GetHumanReadableSummaryCommand({ EntityArn: `arn:aws:iam::${ACCOUNT}:delegation-request/${DelegationRequestId}` }),
    ]
    for (const command of calls)
      expect(await refusalOf(client.send(command as iam.GetDelegationRequestCommand))).toEqual(['NoSuchEntityException', 'Unknown', 404])
    const create = new iam.CreateDelegationRequestCommand({
      ...{ Description: 'd', Permissions: { PolicyTemplateArn: 'arn:aws:iam::aws:delegation-template/x' } },
      ...{ RequestorWorkflowId: 'workflow', NotificationChannel: 'arn:aws:sns:us-east-1:111122223333:t', SessionDuration: 900 },
    })
    expect(await refusalOf(client.send(create))).toEqual([
      'AccessDenied',
      `User: ${ROOT_ARN} is not authorized to perform: iam:CreateDelegationRequest on resource: arn:aws:iam::${ACCOUNT}:delegation-request/*`,
      403,
    ])
  })
})
