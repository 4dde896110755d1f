import { describe, expect, it } from 'vitest'
import { aProfile, launchedId, ONE } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, START, type World, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { DescribeInstances } from '../instances/DescribeInstances.js'
import { RunInstances } from '../launches/RunInstances.js'
import { AssociateIamInstanceProfile } from './AssociateIamInstanceProfile.js'
import { DisassociateIamInstanceProfile } from './DisassociateIamInstanceProfile.js'
import { ReplaceIamInstanceProfileAssociation } from './ReplaceIamInstanceProfileAssociation.js'

const arn = (id: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${id}`
const given = async () => {
  const w = await world()
  return { w, web: await aProfile(w, 'Web'), batch: await aProfile(w, 'Batch'), id: await launchedId(w) }
}
const profileOf = async (w: World) => {
  const { Reservations = [] } = await w.call(DescribeInstances, {})
  return Reservations[0]?.Instances?.[0]?.IamInstanceProfile?.Arn
}
const associate = async (w: World, InstanceId: string, Name = 'Web') => {
  const { IamInstanceProfileAssociation } = await w.call(AssociateIamInstanceProfile, { InstanceId, IamInstanceProfile: { Name } })
  return IamInstanceProfileAssociation?.AssociationId ?? ''
}

describe('the instance profile of an instance', () => {
  it('is associated, replaced and taken away', async () => {
    const { w, web, batch, id } = await given()
    const { IamInstanceProfileAssociation } = await w.call(AssociateIamInstanceProfile, {
      InstanceId: id,
      IamInstanceProfile: { Arn: web.profile },
    })
    const AssociationId = IamInstanceProfileAssociation?.AssociationId ?? ''
    expect(IamInstanceProfileAssociation).toEqual({
      AssociationId: expect.stringMatching(/^iip-assoc-[0-9a-f]{17}$/),
      InstanceId: id,
      IamInstanceProfile: { Arn: web.profile, Id: 'AIPAWEB' },
      State: 'associating',
      Timestamp: new Date(START),
    })
    expect(await profileOf(w)).toBe(web.profile)
    const replaced = await w.call(ReplaceIamInstanceProfileAssociation, { AssociationId, IamInstanceProfile: { Name: 'Batch' } })
    expect(await profileOf(w)).toBe(batch.profile)
    const second = replaced.IamInstanceProfileAssociation?.AssociationId ?? ''
    expect(second).not.toBe(AssociationId)
    expect(await w.refusal(DisassociateIamInstanceProfile, { AssociationId })).toMatchObject({ code: 'InvalidAssociationID.NotFound' })
    expect(await w.call(DisassociateIamInstanceProfile, { AssociationId: second })).toMatchObject({
      IamInstanceProfileAssociation: { AssociationId: second, State: 'disassociating' },
    })
    expect(await profileOf(w)).toBeUndefined()
  })

  it('is given only by who may pass its role to that instance', async () => {
    const { w, web, id } = await given()
    const asked = async (operation: Parameters<World['attempt']>[0], input: object) => {
      const { event } = await w.attempt(operation, input)
      return event.questions.map(({ question: { action, resource, context } }) => ({ action, resource, context }))
    }
    const handed = (resource: string) => ({
      action: 'iam:PassRole',
      resource: web.role,
      context: { 'iam:PassedToService': 'ec2.amazonaws.com', 'iam:AssociatedResourceArn': resource },
    })
    const IamInstanceProfile = { Name: 'Web' }
    const AssociationId = await associate(w, id, 'Batch')
    const own = { resource: arn(id), context: expect.objectContaining({ 'ec2:NewInstanceProfile': web.profile }) }
    expect(await asked(AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile })).toEqual([
      { action: 'ec2:AssociateIamInstanceProfile', ...own },
      handed(arn(id)),
    ])
    expect(await asked(ReplaceIamInstanceProfileAssociation, { AssociationId, IamInstanceProfile })).toEqual([
      { action: 'ec2:ReplaceIamInstanceProfileAssociation', ...own },
      handed(arn(id)),
    ])
  })

  it.each<[string, object, boolean]>([
    [
      'its own role, to EC2',
      { Resource: 'role/team/Web', Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } },
      true,
    ],
    [
      'its own role, for any instance',
      { Resource: 'role/team/Web', Condition: { ArnLike: { 'iam:AssociatedResourceArn': arn('*') } } },
      true,
    ],
    ['another role', { Resource: 'role/team/Batch' }, false],
    ['a role of the same name without a path', { Resource: 'role/Web' }, false],
    [
      'its own role, to another service',
      { Resource: 'role/team/Web', Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } } },
      false,
    ],
    [
      'its own role, for an instance of another account',
      { Resource: 'role/team/Web', Condition: { ArnLike: { 'iam:AssociatedResourceArn': 'arn:aws:ec2:*:111111111111:*' } } },
      false,
    ],
  ])('is handed over by who may pass %s: %o', async (_what, { Resource, ...rest }: { Resource?: string }, isAllowed) => {
    const { w, id } = await given()
    const passing = { Effect: 'Allow', Action: 'iam:PassRole', Resource: `arn:aws:iam::${ACCOUNT}:${Resource}`, ...rest }
    const ann = await w.user('ann', {
      p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }, passing] },
    })
    const IamInstanceProfile = { Name: 'Web' }
    for (const [operation, input] of [
      [RunInstances, { ...ONE, IamInstanceProfile }],
      [AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile }],
    ] as const) {
      const outcome = await w.attempt(operation, input, ann)
      if (isAllowed) expect(outcome).not.toHaveProperty('error')
      else
        expect(outcome).toMatchObject({
          error: { code: 'UnauthorizedOperation', message: expect.stringContaining('iam:PassRole on resource') },
        })
    }
  })

  it('is handed over although the trust of its role lets nobody in: that fails at use', async () => {
    const { w, id } = await given()
    expect(await associate(w, id)).toMatch(/^iip-assoc-/)
  })

  it.each<[string, object, string]>([
    ['an unknown profile', { IamInstanceProfile: { Name: 'none' } }, 'InvalidParameterValue'],
    ['an ARN with another path', { IamInstanceProfile: { Arn: `arn:aws:iam::${ACCOUNT}:instance-profile/Web` } }, 'InvalidParameterValue'],
    ['no profile', { IamInstanceProfile: {} }, 'MissingParameter'],
    ['an unknown instance', { InstanceId: 'i-00000000' }, 'InvalidInstanceID.NotFound'],
    ['an invalid id', { InstanceId: 'web' }, 'InvalidInstanceID.Malformed'],
  ])('refuses %s', async (_what, over, code) => {
    const { w, id } = await given()
    expect(await w.refusal(AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile: { Name: 'Web' }, ...over })).toMatchObject({
      code,
    })
  })

  it('refuses a second one, and an instance that ends', async () => {
    const { w, id } = await given()
    const AssociationId = await associate(w, id)
    const IamInstanceProfile = { Name: 'Batch' }
    expect(await w.refusal(AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile })).toEqual({
      code: 'IncorrectState',
      message: `There is an existing association for instance ${id}`,
    })
    await w.call(TerminateInstances, { InstanceIds: [id] })
    for (const [operation, input] of [
      [AssociateIamInstanceProfile, { InstanceId: id, IamInstanceProfile }],
      [ReplaceIamInstanceProfileAssociation, { AssociationId, IamInstanceProfile }],
      [DisassociateIamInstanceProfile, { AssociationId }],
    ] as const)
      expect(await w.refusal(operation, input)).toMatchObject({ code: 'IncorrectInstanceState' })
  })
})
