import { describe, expect, it } from 'vitest'
import { ACCESS_JOB_LIFETIME } from '../../../directory/iam/last-use/access-job.js'
import { roleSession } from '../../../testing/callers.js'
import { ACCOUNT, type OutputOf, root, START, type World, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { AttachUserPolicy } from '../user-policies/AttachUserPolicy.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { GetUser } from '../users/GetUser.js'
import { GenerateServiceLastAccessedDetails } from './GenerateServiceLastAccessedDetails.js'
import { GetServiceLastAccessedDetails } from './GetServiceLastAccessedDetails.js'

type Granularity = 'SERVICE_LEVEL' | 'ACTION_LEVEL'
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const region = 'eu-west-1'
const allow = (...Action: string[]) => ({ p: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } } })
const everything = allow('*')

async function report(
  w: World,
  Arn: string,
  Granularity: Granularity = 'SERVICE_LEVEL',
): Promise<OutputOf<typeof GetServiceLastAccessedDetails>> {
  const { JobId = '' } = await w.call(GenerateServiceLastAccessedDetails, { Arn, Granularity })
  return w.call(GetServiceLastAccessedDetails, { JobId, MaxItems: 1_000 })
}

describe('GetServiceLastAccessedDetails', () => {
  it('returns every service that the policies of a user and its groups allow, used or not, by prefix', async () => {
    const w = await world()
    const ann = await w.user('ann', allow('sts:*', 'iam:GetUser'))
    await w.call(CreateGroup, { GroupName: 'g' })
    await w.call(AddUserToGroup, { GroupName: 'g', UserName: 'ann' })
    await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: READ_ONLY })
    await w.at({ region, kind: 'custom' }).call(GetUser, {}, ann)
    const answer = await report(w, ann.arn)
    const JobCreationDate = new Date(START)
    expect(answer).toMatchObject({ JobStatus: 'COMPLETED', JobType: 'SERVICE_LEVEL', JobCreationDate, JobCompletionDate: JobCreationDate })
    expect(answer.ServicesLastAccessed.map((one) => one.ServiceNamespace)).toEqual(['iam', 's3', 's3-object-lambda', 'sts'])
    expect(answer.ServicesLastAccessed[0]).toEqual({
      ServiceName: 'AWS Identity and Access Management (IAM)',
      ServiceNamespace: 'iam',
      LastAuthenticated: new Date(START),
      LastAuthenticatedEntity: ann.arn,
      LastAuthenticatedRegion: region,
      TotalAuthenticatedEntities: 1,
    })
    expect(answer.ServicesLastAccessed[1]).toEqual({ ServiceName: 'Amazon S3', ServiceNamespace: 's3', TotalAuthenticatedEntities: 0 })
  })

  it('counts attempts that were denied, and shows actions if it was asked for them', async () => {
    const w = await world()
    const ann = await w.user('ann', allow('iam:GetRole', 's3:*'))
    expect(await w.refusal(GetUser, {}, ann)).toMatchObject({ code: 'AccessDenied' })
    const answer = await report(w, ann.arn, 'ACTION_LEVEL')
    expect(answer.JobType).toBe('ACTION_LEVEL')
    expect(answer.ServicesLastAccessed).toMatchObject([
      {
        ServiceNamespace: 'iam',
        TrackedActionsLastAccessed: [
          { ActionName: 'GetUser', LastAccessedEntity: ann.arn, LastAccessedTime: new Date(START), LastAccessedRegion: 'us-east-1' },
        ],
      },
      { ServiceNamespace: 's3', TrackedActionsLastAccessed: undefined },
    ])
  })

  it('returns who of a group, and who of all that have a policy, used a service last, and how many did', async () => {
    const w = await world()
    const [ann, bob, eve] = [await w.user('ann'), await w.user('bob'), await w.user('eve')]
    const role = await roleSession(w)
    await w.call(CreateGroup, { GroupName: 'g' })
    for (const UserName of ['ann', 'bob']) await w.call(AddUserToGroup, { GroupName: 'g', UserName })
    await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: READ_ONLY })
    await w.call(AttachUserPolicy, { UserName: 'bob', PolicyArn: READ_ONLY })
    await w.call(AttachRolePolicy, { RoleName: role.roleName, PolicyArn: READ_ONLY })
    for (const [at, caller] of [ann, bob, role, eve].entries()) w.lastUse.note({ caller, region }, 's3', START + at)
    const ofGroup = (await report(w, `arn:aws:iam::${ACCOUNT}:group/g`)).ServicesLastAccessed[0]
    expect(ofGroup).toMatchObject({ LastAuthenticatedEntity: bob.arn, TotalAuthenticatedEntities: 2 })
    const ofPolicy = (await report(w, READ_ONLY)).ServicesLastAccessed[0]
    expect(ofPolicy).toMatchObject({ LastAuthenticatedEntity: role.roleArn, TotalAuthenticatedEntities: 3 })
  })

  it('pages: each service once', async () => {
    const w = await world()
    const ann = await w.user('ann', everything)
    const { JobId = '' } = await w.call(GenerateServiceLastAccessedDetails, { Arn: ann.arn })
    const found: string[] = []
    for (let Marker: string | undefined, more = true; more; ) {
      const page: OutputOf<typeof GetServiceLastAccessedDetails> = await w.call(GetServiceLastAccessedDetails, { JobId, Marker })
      expect(page.ServicesLastAccessed.length).toBeLessThanOrEqual(100)
      found.push(...page.ServicesLastAccessed.map((one) => one.ServiceNamespace))
      Marker = page.Marker
      more = page.IsTruncated === true
    }
    expect(found.length).toBeGreaterThan(450)
    expect(found).toEqual([...new Set(found)].toSorted())
    expect(found).toContain('daypass')
  })

  it('has failed when its subject was deleted', async () => {
    const w = await world()
    const ann = await w.user('ann')
    const { JobId = '' } = await w.call(GenerateServiceLastAccessedDetails, { Arn: ann.arn })
    await w.call(DeleteUser, { UserName: 'ann' })
    expect(await w.call(GetServiceLastAccessedDetails, { JobId })).toMatchObject({
      JobStatus: 'FAILED',
      ServicesLastAccessed: [],
      Error: { Code: 'NoSuchEntity', Message: 'The user with name ann cannot be found.' },
    })
  })

  it('requires iam:GetServiceLastAccessedDetails', async () => {
    const w = await world()
    const asked = w.read((state) => GetServiceLastAccessedDetails.authorize({ JobId: '' }, root, { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:GetServiceLastAccessedDetails', resource: '*' }])
  })

  it('refuses a job that does not exist, is seven days old, or was asked for by another caller, session or account', async () => {
    const w = await world()
    const ann = await w.user('ann', everything)
    const role = await roleSession(w)
    const { JobId = '' } = await w.call(GenerateServiceLastAccessedDetails, { Arn: ann.arn }, role)
    expect(await w.call(GetServiceLastAccessedDetails, { JobId }, role)).toMatchObject({ JobStatus: 'COMPLETED' })
    const unknown = { code: 'NoSuchEntity', message: 'Unknown' }
    for (const caller of [ann, root, { ...role, userId: `${role.id}:other` }, { ...root, account: '111111111111', userId: role.userId }])
      expect(await w.refusal(GetServiceLastAccessedDetails, { JobId }, caller)).toEqual(unknown)
    expect(await w.refusal(GetServiceLastAccessedDetails, { JobId: 'x'.repeat(36) }, role)).toEqual(unknown)
    w.clock.move(ACCESS_JOB_LIFETIME + 1)
    expect(await w.refusal(GetServiceLastAccessedDetails, { JobId }, role)).toEqual(unknown)
  })
})
