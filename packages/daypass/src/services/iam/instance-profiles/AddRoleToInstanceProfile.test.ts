import { describe, expect, it } from 'vitest'
import { aRole, askedBy } from '../../../testing/policy-holders.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { DeleteRole } from '../roles/DeleteRole.js'
import { TagRole } from '../roles/TagRole.js'
import { AddRoleToInstanceProfile } from './AddRoleToInstanceProfile.js'
import { CreateInstanceProfile } from './CreateInstanceProfile.js'
import { GetInstanceProfile } from './GetInstanceProfile.js'

const arn = (rest: string) => `arn:aws:iam::${ACCOUNT}:${rest}`
const named = { InstanceProfileName: 'Web', RoleName: 'App' }

const given = async () => {
  const w = await world()
  await w.call(CreateInstanceProfile, { InstanceProfileName: 'Web', Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] })
  await aRole.create(w, 'App', '/apps/')
  return w
}
/** Somebody who may put roles into profiles, and pass roles as the statement says. */
const passer = (w: World, name: string, passing: object) =>
  w.user(name, {
    p: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 'iam:AddRoleToInstanceProfile', Resource: '*' },
        { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*', ...passing },
      ],
    },
  })

describe('AddRoleToInstanceProfile', () => {
  it('puts the role into the profile', async () => {
    const w = await given()
    expect(await w.call(AddRoleToInstanceProfile, { InstanceProfileName: 'WEB', RoleName: 'APP' })).toEqual({})
    const { InstanceProfile } = await w.call(GetInstanceProfile, { InstanceProfileName: 'Web' })
    expect(InstanceProfile.Roles).toMatchObject([{ RoleName: 'App', Arn: arn('role/apps/App') }])
  })

  it('asks for the profile as it is, and for passing the role as it is to EC2', async () => {
    const w = await given()
    await w.call(TagRole, { RoleName: 'App', Tags: [{ Key: 'r', Value: 's' }] })
    expect(askedBy(w, AddRoleToInstanceProfile, { InstanceProfileName: 'WEB', RoleName: 'APP' })).toEqual([
      {
        action: 'iam:AddRoleToInstanceProfile',
        ...{ resource: arn('instance-profile/team/Web'), named: arn('instance-profile/WEB') },
        context: { 'aws:ResourceTag/k': 'v' },
      },
      {
        action: 'iam:PassRole',
        ...{ resource: arn('role/apps/App'), named: arn('role/APP') },
        context: { 'aws:ResourceTag/r': 's', 'iam:ResourceTag/r': 's', 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ])
  })

  it.each([
    ['no such profile', { ...named, InstanceProfileName: 'none' }, 'NoSuchEntity', 'Instance Profile none cannot be found.'],
    ['no such role', { ...named, RoleName: 'none' }, 'NoSuchEntity', 'The role with name none cannot be found.'],
    ['neither', { InstanceProfileName: 'none', RoleName: 'none' }, 'NoSuchEntity', 'Instance Profile none cannot be found.'],
  ])('refuses when there is %s', async (_why, input, code, message) => {
    expect(await (await given()).refusal(AddRoleToInstanceProfile, input)).toEqual({ code, message })
  })

  it('refuses a second role, also the one that is there', async () => {
    const w = await given()
    await aRole.create(w, 'Other')
    await w.call(AddRoleToInstanceProfile, named)
    const refusal = { code: 'LimitExceeded', message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1' }
    for (const RoleName of ['App', 'Other']) expect(await w.refusal(AddRoleToInstanceProfile, { ...named, RoleName })).toEqual(refusal)
  })

  it.each([
    ['roles elsewhere only', { Resource: arn('role/App') }],
    ['roles to another service only', { Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } }],
    ['roles for named resources only', { Condition: { ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:ec2:*:*:instance/*' } } }],
    ['nothing', { Action: 'iam:GetRole' }],
  ])('refuses a caller who may pass %s', async (_why, passing) => {
    const w = await given()
    expect(await w.refusal(AddRoleToInstanceProfile, named, await passer(w, 'ann', passing))).toMatchObject({
      code: 'AccessDenied',
      message: expect.stringContaining(`iam:PassRole on resource: ${arn('role/App')} because`),
    })
  })

  it.each([
    ['the role at its path', { Resource: arn('role/apps/*') }],
    ['roles to EC2', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } }],
  ])('serves a caller who may pass %s', async (_why, passing) => {
    const w = await given()
    await w.call(AddRoleToInstanceProfile, named, await passer(w, 'ann', passing))
  })

  it('refuses a caller who may pass roles and not change profiles', async () => {
    const w = await given()
    const Statement = { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }
    const ann = await w.user('ann', { p: { Version: '2012-10-17', Statement } })
    expect(await w.refusal(AddRoleToInstanceProfile, named, ann)).toMatchObject({
      message: expect.stringContaining('iam:AddRoleToInstanceProfile on resource'),
    })
  })

  it('and the deletion of the role at the same time do not both succeed', async () => {
    const w = await given()
    const outcomes = await Promise.all([w.attempt(AddRoleToInstanceProfile, named), w.attempt(DeleteRole, { RoleName: 'App' })])
    expect(outcomes.filter((outcome) => 'output' in outcome)).toHaveLength(1)
  })
})
