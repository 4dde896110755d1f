import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { CreateSecurityGroup } from '../security-groups/CreateSecurityGroup.js'
import { DescribeSecurityGroups } from '../security-groups/DescribeSecurityGroups.js'
import { DescribeTags } from '../tags/DescribeTags.js'
import { AuthorizeSecurityGroupEgress } from './AuthorizeSecurityGroupEgress.js'
import { AuthorizeSecurityGroupIngress } from './AuthorizeSecurityGroupIngress.js'
import { DescribeSecurityGroupRules } from './DescribeSecurityGroupRules.js'
import { RevokeSecurityGroupEgress } from './RevokeSecurityGroupEgress.js'
import { RevokeSecurityGroupIngress } from './RevokeSecurityGroupIngress.js'

const { id: vpcId, securityGroupId: initial } = defaultVpc({ account: ACCOUNT, region: 'us-east-1' })
const tcp = (port: number, Description?: string) => ({
  ...{ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: '10.0.0.0/8', Description }] },
})
const TagSpecifications = [{ ResourceType: 'security-group-rule' as const, Tags: [{ Key: 'a', Value: '' }] }]

describe.each([
  { authorize: AuthorizeSecurityGroupIngress, revoke: RevokeSecurityGroupIngress, other: RevokeSecurityGroupEgress },
  { authorize: AuthorizeSecurityGroupEgress, revoke: RevokeSecurityGroupEgress, other: RevokeSecurityGroupIngress },
])('$revoke.name', ({ authorize, revoke, other }) => {
  const given = async () => {
    const w = await world()
    const { GroupId = '' } = await w.call(CreateSecurityGroup, { GroupName: 'web', Description: 'd' })
    const { SecurityGroupRules = [] } = await w.call(authorize, {
      GroupId,
      IpPermissions: [tcp(22, 'a'), tcp(80), tcp(443)],
      TagSpecifications,
    })
    return { w, GroupId, ids: SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId) }
  }

  it('removes rules by what they are, whatever their description, or by id, with their tags', async () => {
    const { w, GroupId, ids } = await given()
    expect(await w.call(revoke, { GroupId, IpPermissions: [tcp(22)] })).toEqual({
      Return: true,
      RevokedSecurityGroupRules: [
        expect.objectContaining({
          SecurityGroupRuleId: ids[0],
          GroupId,
          IpProtocol: 'tcp',
          FromPort: 22,
          CidrIpv4: '10.0.0.0/8',
          Description: 'a',
        }),
      ],
    })
    await w.call(revoke, { GroupId, SecurityGroupRuleIds: [ids[1] ?? '', ids[1] ?? ''] })
    expect((await w.call(DescribeTags, {})).Tags).toMatchObject([{ ResourceId: ids[2] }])
  })

  it('asks for the group', async () => {
    const { w, GroupId } = await given()
    const arn = (rest: string) => `arn:aws:ec2:us-east-1:${ACCOUNT}:${rest}`
    const { event } = await w.attempt(revoke, { GroupId, IpPermissions: [tcp(22)] })
    expect(event.questions.map(({ question }) => question)).toEqual([
      {
        action: `ec2:${revoke.name}`,
        resource: arn(`security-group/${GroupId}`),
        context: { 'ec2:Region': 'us-east-1', 'ec2:SecurityGroupID': GroupId, 'ec2:Vpc': arn(`vpc/${vpcId}`) },
      },
    ])
  })

  it('refuses rules of the other direction and unknown ones, and then removes none', async () => {
    const { w, GroupId, ids } = await given()
    expect(await w.refusal(other, { GroupId, SecurityGroupRuleIds: [ids[0]] })).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.NotFound',
    })
    expect(await w.refusal(revoke, { GroupId, IpPermissions: [tcp(22), tcp(23)] })).toEqual({
      code: 'InvalidPermission.NotFound',
      message: 'The specified rule does not exist in this security group.',
    })
    expect((await w.call(DescribeTags, {})).Tags).toHaveLength(3)
    expect(await w.refusal(revoke, { GroupId, SecurityGroupRuleIds: ['x'] })).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.Malformed',
    })
    const twice = { GroupId, SecurityGroupRuleIds: [ids[0]], IpPermissions: [tcp(22)] }
    expect(await w.refusal(revoke, twice)).toMatchObject({ code: 'InvalidParameterCombination' })
    expect(await w.refusal(revoke, { GroupId: 'sg-01234567', SecurityGroupRuleIds: [ids[0]] })).toMatchObject({
      code: 'InvalidGroup.NotFound',
    })
  })
})

describe('the default group', () => {
  it('loses its first rules permanently', async () => {
    const w = await world()
    const { SecurityGroupRules = [] } = await w.call(DescribeSecurityGroupRules, {})
    const [inbound, outbound] = SecurityGroupRules.toSorted((one, other) => Number(one.IsEgress) - Number(other.IsEgress))
    await w.call(RevokeSecurityGroupIngress, {
      GroupId: initial,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupName: 'default' }] }],
    })
    await w.call(RevokeSecurityGroupEgress, { GroupId: initial, SecurityGroupRuleIds: [outbound?.SecurityGroupRuleId ?? ''] })
    expect((await w.call(DescribeSecurityGroups, {})).SecurityGroups).toMatchObject([{ IpPermissions: [], IpPermissionsEgress: [] }])
    expect(await w.refusal(DescribeSecurityGroupRules, { SecurityGroupRuleIds: [inbound?.SecurityGroupRuleId] })).toMatchObject({
      code: 'InvalidSecurityGroupRuleId.NotFound',
    })
  })
})
