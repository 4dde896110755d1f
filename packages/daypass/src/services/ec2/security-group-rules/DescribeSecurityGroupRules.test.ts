import { describe, expect, it } from 'vitest'
import { ACCOUNT, world } from '../../../testing/world.js'
import { defaultVpc } from '../network/default-network.js'
import { CreateSecurityGroup } from '../security-groups/CreateSecurityGroup.js'
import { CreateTags } from '../tags/CreateTags.js'
import { AuthorizeSecurityGroupIngress } from './AuthorizeSecurityGroupIngress.js'
import { DescribeSecurityGroupRules } from './DescribeSecurityGroupRules.js'

const initial = defaultVpc({ account: ACCOUNT, region: 'us-east-1' }).securityGroupId

describe('DescribeSecurityGroupRules', () => {
  it('describes the rules of all groups, page by page, or those that are asked for', async () => {
    const w = await world()
    const made: string[] = []
    for (const GroupName of ['a', 'b', 'c']) {
      const { GroupId } = await w.call(CreateSecurityGroup, { GroupName, Description: 'd' })
      const IpRanges = Array.from({ length: 6 }, (_, n) => ({ CidrIp: `10.0.${n}.0/24` }))
      const IpPermissions = [{ IpProtocol: '-1', IpRanges }]
      const { SecurityGroupRules = [] } = await w.call(AuthorizeSecurityGroupIngress, { GroupId, IpPermissions })
      made.push(...SecurityGroupRules.map(({ SecurityGroupRuleId = '' }) => SecurityGroupRuleId))
    }
    const seen: (string | undefined)[] = []
    let NextToken: string | undefined
    do {
      const page = await w.call(DescribeSecurityGroupRules, { MaxResults: 5, NextToken })
      seen.push(...(page.SecurityGroupRules ?? []).map(({ SecurityGroupRuleId }) => SecurityGroupRuleId))
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    // Each group has the rule that lets everything out, and the default group has two.
    expect(seen).toHaveLength(made.length + 3 + 2)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen).toEqual(expect.arrayContaining(made))

    const first = made[0] ?? ''
    await w.call(CreateTags, { Resources: [first], Tags: [{ Key: 'Team', Value: 'red' }] })
    const by = async (input: object) => (await w.call(DescribeSecurityGroupRules, input)).SecurityGroupRules
    expect(await by({ Filters: [{ Name: 'tag:Team', Values: ['red'] }] })).toMatchObject([
      { SecurityGroupRuleId: first, Tags: [{ Key: 'Team', Value: 'red' }] },
    ])
    expect(await by({ Filters: [{ Name: 'group-id', Values: [initial] }] })).toHaveLength(2)
    expect(await by({ SecurityGroupRuleIds: [first] })).toHaveLength(1)
  })

  it('asks for ec2:DescribeSecurityGroupRules on everything', async () => {
    const w = await world()
    const { event } = await w.attempt(DescribeSecurityGroupRules, {})
    expect(event.questions.map(({ question }) => question)).toEqual([
      { action: 'ec2:DescribeSecurityGroupRules', resource: '*', context: { 'ec2:Region': 'us-east-1' } },
    ])
  })

  it.each([
    ['an unknown id', 'sgr-0123456789abcdef0', 'InvalidSecurityGroupRuleId.NotFound'],
    ['no id', 'x', 'InvalidSecurityGroupRuleId.Malformed'],
  ])('refuses %s', async (_what, id, code) => {
    expect(await (await world()).refusal(DescribeSecurityGroupRules, { SecurityGroupRuleIds: [id] })).toMatchObject({ code })
  })
})
