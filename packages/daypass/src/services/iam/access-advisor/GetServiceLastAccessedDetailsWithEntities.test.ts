import { describe, expect, it } from 'vitest'
import { roleSession } from '../../../testing/callers.js'
import { type OutputOf, root, START, type World, world } from '../../../testing/world.js'
import { AttachGroupPolicy } from '../group-policies/AttachGroupPolicy.js'
import { AddUserToGroup } from '../groups/AddUserToGroup.js'
import { CreateGroup } from '../groups/CreateGroup.js'
import { AttachRolePolicy } from '../role-policies/AttachRolePolicy.js'
import { DeleteUser } from '../users/DeleteUser.js'
import { GenerateServiceLastAccessedDetails } from './GenerateServiceLastAccessedDetails.js'
import { GetServiceLastAccessedDetailsWithEntities } from './GetServiceLastAccessedDetailsWithEntities.js'

const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
const region = 'eu-west-1'
const jobOf = async (w: World, Arn: string) => (await w.call(GenerateServiceLastAccessedDetails, { Arn })).JobId ?? ''

/** Two users of a group and a role that have one policy; the first user used S3 before the role did. */
const given = async () => {
  const w = await world()
  const [ann, bob] = [await w.user('ann'), await w.user('bob')]
  const role = await roleSession(w)
  await w.call(CreateGroup, { GroupName: 'g' })
  for (const UserName of ['ann', 'bob']) await w.call(AddUserToGroup, { GroupName: 'g', UserName })
  await w.call(AttachGroupPolicy, { GroupName: 'g', PolicyArn: READ_ONLY })
  await w.call(AttachRolePolicy, { RoleName: role.roleName, PolicyArn: READ_ONLY })
  for (const [at, caller] of [ann, role].entries()) w.lastUse.note({ caller, region }, 's3', START + 1_000 * at)
  return { w, ann, bob, role, JobId: await jobOf(w, READ_ONLY) }
}

describe('GetServiceLastAccessedDetailsWithEntities', () => {
  it('returns who could have used the service, those that did last first', async () => {
    const { w, ann, bob, role, JobId } = await given()
    const answer = await w.call(GetServiceLastAccessedDetailsWithEntities, { JobId, ServiceNamespace: 's3' })
    expect(answer).toMatchObject({ JobStatus: 'COMPLETED', JobCreationDate: new Date(START), IsTruncated: false })
    expect(answer.EntityDetailsList).toEqual([
      {
        EntityInfo: { Arn: role.roleArn, Name: role.roleName, Type: 'ROLE', Id: role.id, Path: '/' },
        LastAuthenticated: new Date(START + 1_000),
      },
      { EntityInfo: { Arn: ann.arn, Name: 'ann', Type: 'USER', Id: ann.id, Path: '/' }, LastAuthenticated: new Date(START) },
      { EntityInfo: { Arn: bob.arn, Name: 'bob', Type: 'USER', Id: bob.id, Path: '/' }, LastAuthenticated: undefined },
    ])
  })

  it('returns nobody for a service that the policies do not allow', async () => {
    const { w, JobId } = await given()
    expect(await w.call(GetServiceLastAccessedDetailsWithEntities, { JobId, ServiceNamespace: 'sts' })).toMatchObject({
      EntityDetailsList: [],
    })
  })

  it('pages: everyone once, also more than one page of members', async () => {
    const { w } = await given()
    for (let n = 0; n < 130; n++) {
      await w.user(`u${n}`)
      await w.call(AddUserToGroup, { GroupName: 'g', UserName: `u${n}` })
    }
    const JobId = await jobOf(w, READ_ONLY)
    const found: string[] = []
    for (let Marker: string | undefined, more = true; more; ) {
      const asked = { JobId, ServiceNamespace: 'S3', MaxItems: 50, Marker }
      const page: OutputOf<typeof GetServiceLastAccessedDetailsWithEntities> = await w.call(
        GetServiceLastAccessedDetailsWithEntities,
        asked,
      )
      found.push(...page.EntityDetailsList.map(({ EntityInfo }) => EntityInfo.Name))
      Marker = page.Marker
      more = page.IsTruncated === true
    }
    expect(found).toHaveLength(133)
    expect(new Set(found).size).toBe(133)
  })

  it('has failed when its subject was deleted', async () => {
    const w = await world()
    const JobId = await jobOf(w, (await w.user('zoe')).arn)
    await w.call(DeleteUser, { UserName: 'zoe' })
    const failed = { JobStatus: 'FAILED', EntityDetailsList: [], Error: { Code: 'NoSuchEntity' } }
    expect(await w.call(GetServiceLastAccessedDetailsWithEntities, { JobId, ServiceNamespace: 's3' })).toMatchObject(failed)
  })

  it('requires iam:GetServiceLastAccessedDetailsWithEntities, and refuses the job of another caller', async () => {
    const { w, ann, JobId } = await given()
    const input = { JobId, ServiceNamespace: 's3' }
    const asked = w.read((state) => GetServiceLastAccessedDetailsWithEntities.authorize(input, root, { state, awsManaged: w.awsManaged }))
    expect(asked).toEqual([{ action: 'iam:GetServiceLastAccessedDetailsWithEntities', resource: '*' }])
    expect(await w.refusal(GetServiceLastAccessedDetailsWithEntities, input, ann)).toMatchObject({ code: 'AccessDenied' })
    const other = { ...root, userId: 'AROA:s' }
    expect(await w.refusal(GetServiceLastAccessedDetailsWithEntities, input, other)).toEqual({ code: 'NoSuchEntity', message: 'Unknown' })
  })
})
