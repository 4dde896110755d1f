import { describe, expect, it } from 'vitest'
import { launchedId } from '../../../testing/ec2/ec2-instances.js'
import { ACCOUNT, type World, world } from '../../../testing/world.js'
import { TerminateInstances } from '../instance-states/TerminateInstances.js'
import { defaultVpc } from '../network/default-network.js'
import { AuthorizeSecurityGroupIngress } from '../security-group-rules/AuthorizeSecurityGroupIngress.js'
import { RevokeSecurityGroupIngress } from '../security-group-rules/RevokeSecurityGroupIngress.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { CreateSecurityGroup } from './CreateSecurityGroup.js'
import { DeleteSecurityGroup } from './DeleteSecurityGroup.js'
import { DescribeSecurityGroups } from './DescribeSecurityGroups.js'

const initial = defaultVpc({ account: ACCOUNT, region: 'us-east-1' }).securityGroupId
const create = async (w: World, GroupName: string, Tags?: { Key: string; Value: string }[]) => {
  const TagSpecifications = Tags && [{ ResourceType: 'security-group' as const, Tags }]
  return (await w.call(CreateSecurityGroup, { GroupName, Description: 'd', TagSpecifications })).GroupId ?? ''
}
const from = (n: number) => ({ IpProtocol: 'tcp', FromPort: n, ToPort: n, IpRanges: [{ CidrIp: '10.0.0.0/8' }] })

describe('DeleteSecurityGroup', () => {
  it('refuses a group that an instance has, until the instance is terminated', async () => {
    const w = await world()
    const { GroupId = '' } = await w.call(CreateSecurityGroup, { GroupName: 'held', Description: 'd' })
    const id = await launchedId(w, { SecurityGroupIds: [GroupId] })
    expect(await w.refusal(DeleteSecurityGroup, { GroupId })).toMatchObject({ code: 'DependencyViolation' })
    await w.call(TerminateInstances, { InstanceIds: [id] })
    expect(await w.attempt(DeleteSecurityGroup, { GroupId })).not.toHaveProperty('error')
  })

  it('deletes a group by id or by name, with its tags and those of its rules', async () => {
    const w = await world()
    const web = await create(w, 'web', [{ Key: 'a', Value: '' }])
    await w.call(AuthorizeSecurityGroupIngress, {
      GroupId: web,
      IpPermissions: Array.from({ length: 60 }, (_, n) => from(n)),
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags: [{ Key: 'a', Value: '' }] }],
    })
    await create(w, 'api')
    expect((await w.call(DescribeTags, {})).Tags).toHaveLength(61)
    expect(await w.call(DeleteSecurityGroup, { GroupId: web })).toEqual({ Return: true, GroupId: web })
    await w.call(DeleteSecurityGroup, { GroupName: 'api' })
    expect((await w.call(DescribeTags, {})).Tags).toEqual([])
    expect((await w.call(DescribeSecurityGroups, {})).SecurityGroups).toMatchObject([{ GroupId: initial }])
    await create(w, 'web')
  })

  it('asks for the group with its tags and its VPC', async () => {
    const w = await world()
    const web = await create(w, 'web', [{ Key: 'Team', Value: 'red' }])
    const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
    const { event } = await w.attempt(DeleteSecurityGroup, { GroupName: 'web' })
    expect(event.questions.map(({ question }) => question)).toEqual([
      {
        action: 'ec2:DeleteSecurityGroup',
        resource: arn(`security-group/${web}`),
        context: {
          'ec2:Region': 'us-east-1',
          'aws:ResourceTag/Team': 'red',
          'ec2:ResourceTag/Team': 'red',
          'ec2:SecurityGroupID': web,
          'ec2:Vpc': arn(`vpc/${defaultVpc({ account: ACCOUNT, region: 'us-east-1' }).id}`),
        },
      },
    ])
  })

  it('refuses a group that a rule of another one names, until the rule is gone', async () => {
    const w = await world()
    const web = await create(w, 'web')
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: web }] }]
    await w.call(AuthorizeSecurityGroupIngress, { GroupId: web, IpPermissions })
    await w.call(AuthorizeSecurityGroupIngress, { GroupName: 'default', IpPermissions })
    const refused = { code: 'DependencyViolation', message: `resource ${web} has a dependent object` }
    expect(await w.refusal(DeleteSecurityGroup, { GroupId: web })).toEqual(refused)
    await w.call(RevokeSecurityGroupIngress, { GroupName: 'default', IpPermissions })
    await w.call(DeleteSecurityGroup, { GroupId: web })
  })

  it('deletes a group among more than a commit could expect to be unchanged', async () => {
    const w = await world()
    const ids: string[] = []
    for (let n = 0; n < 210; n++) ids.push(await create(w, `g${n}`))
    for (const GroupId of ids.slice(0, 3)) await w.call(DeleteSecurityGroup, { GroupId })
    const IpPermissions = [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: ids[3] }] }]
    for (const GroupId of ids.slice(4)) await w.call(AuthorizeSecurityGroupIngress, { GroupId, IpPermissions })
    expect(await w.refusal(DeleteSecurityGroup, { GroupId: ids[3] })).toMatchObject({ code: 'DependencyViolation' })
  })

  it.each<[string, object, string, string]>([
    [
      'the default group',
      { GroupId: initial },
      'CannotDelete',
      `the specified group: "${initial}" name: "default" cannot be deleted by a user`,
    ],
    ['an unknown id', { GroupId: 'sg-01234567' }, 'InvalidGroup.NotFound', "The security group 'sg-01234567' does not exist"],
    ['an unknown name', { GroupName: 'x' }, 'InvalidGroup.NotFound', "The security group 'x' does not exist"],
    ['no id', { GroupId: 'web' }, 'InvalidGroupId.Malformed', 'Invalid id: "web" (expecting "sg-...")'],
    ['neither', {}, 'MissingParameter', 'The request must contain the parameter groupName or groupId'],
    [
      'both',
      { GroupId: initial, GroupName: 'x' },
      'InvalidParameterCombination',
      "The parameters 'groupName' and 'groupId' may not be used together.",
    ],
  ])('refuses %s', async (_what, given, code, message) => {
    const w = await world()
    expect(await w.refusal(DeleteSecurityGroup, given)).toEqual({ code, message })
  })
})
